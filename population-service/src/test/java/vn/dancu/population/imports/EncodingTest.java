package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EncodingTest {
    @Property
    void wellFormedIsWhatAStrictDecoderTakes(@ForAll @Size(max = 6) byte[] bytes) {
        boolean decodes;
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            decodes = true;
        } catch (CharacterCodingException e) {
            decodes = false;
        }
        for (byte b : bytes) {
            decodes &= b != 0;
        }
        assertThat(Utf8.isWellFormed(bytes, 0, bytes.length)).isEqualTo(decodes);
    }

    /** Random bytes seldom form long sequences: each lead byte with edges of what may follow. */
    @Test
    void wellFormedHoldsForEachLeadByteAndTheEdgesOfItsTails() {
        int[] edges = {0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        for (int lead = 0x80; lead <= 0xFF; lead++) {
            for (int second : edges) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        wellFormedIsWhatAStrictDecoderTakes(
                                new byte[] {
                                    (byte) lead, (byte) second, (byte) third, (byte) fourth
                                });
                    }
                }
            }
        }
    }

    @Property
    void textIsEncodedAsUtf8(@ForAll String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        var row = new RowBytes(1);
        row.text(valid);
        byte[] encoded = valid.getBytes(StandardCharsets.UTF_8);
        ByteBuffer written = ByteBuffer.wrap(row.bytes(), 0, row.length());
        assertThat(written.getInt()).isEqualTo(encoded.length);
        assertThat(Arrays.copyOfRange(row.bytes(), 4, row.length())).isEqualTo(encoded);
    }

    @Property
    void dateIsWhatTheCalendarHas(
            @ForAll @IntRange(min = 1795, max = 2405) int year,
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 33) int day) {
        int packed = CardDate.parse("%04d-%02d-%02d".formatted(year, month, day));
        boolean exists = year >= 1800;
        try {
            LocalDate.of(year, month, day);
        } catch (java.time.DateTimeException e) {
            exists = false;
        }
        assertThat(packed).isEqualTo(exists ? CardDate.of(year, month, day) : CardDate.IMPOSSIBLE);
        if (exists) {
            assertThat(CardDate.year(packed)).isEqualTo(year);
            assertThat(CardDate.month(packed)).isEqualTo(month);
            assertThat(CardDate.day(packed)).isEqualTo(day);
        }
    }

    @Property
    void personIsRecognisedAsOneOfItsImport(
            @ForAll @LongRange(min = 1, max = (1L << 40) - 1) long line,
            @ForAll @LongRange(max = 4_000_000_000_000L) long millis) {
        UUID one = TimeOrderedIds.newImport(Instant.ofEpochMilli(millis));
        UUID other = TimeOrderedIds.newImport(Instant.ofEpochMilli(millis + 1));
        UUID person = TimeOrderedIds.person(one, line);
        assertThat(person.version()).isEqualTo(7);
        assertThat(person.variant()).isEqualTo(2);
        assertThat(person).isEqualTo(TimeOrderedIds.person(one, line)).isNotEqualTo(one);
        assertThat(TimeOrderedIds.isOf(one, person)).isTrue();
        assertThat(TimeOrderedIds.isOf(other, person)).isFalse();
    }

    @Test
    void lineBeyondTheIdIsRefused() {
        UUID one = TimeOrderedIds.newImport(Instant.EPOCH);
        assertThatThrownBy(() -> TimeOrderedIds.person(one, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TimeOrderedIds.person(one, 1L << 40))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
