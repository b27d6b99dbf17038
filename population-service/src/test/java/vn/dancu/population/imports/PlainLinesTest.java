package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.synthetic.Population;

class PlainLinesTest {
    private static final List<byte[]> LINES = lines();
    private static final String[] PIECES = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\t",
        "\r",
        "\u0000",
        "null",
        "true",
        "nul",
        "-1",
        "0",
        "01",
        "12345",
        "1.5",
        "1e2",
        "\"name\":null",
        "\"sex\":\"MALE\",",
        "\\u0041",
        "\u00d0",
        "\u1ea1\u0323",
        "\u200b",
        "  ",
        "\"x\":{\"a\":1,\"a\":2},",
        "\"maritalStatus\":1,",
        "\u007f",
        "\"corrects\":{\"line\":3},",
        "\"origin\":{},",
        "\"father\":null,",
        "\"district\":null,"
    };

    private static List<byte[]> lines() {
        var file = new ByteArrayOutputStream();
        try {
            new Population(20210226).writeTo(file, 400);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return file.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void nearlyAllLinesOfAFileNeedNoLibrary() {
        var card = new Card();
        var plain = new PlainLines(card);
        long read =
                LINES.stream()
                        .filter(
                                line -> {
                                    card.clear();
                                    return plain.read(line, 0, line.length);
                                })
                        .count();
        assertThat(read).isGreaterThan(LINES.size() * 9L / 10);
    }

    @Test
    void eachLineIsReadAsTheLibraryReadsIt() {
        var reader = new CardReader();
        var library = CardReader.ofTheLibraryAlone();
        for (byte[] line : LINES) {
            assertThat(described(reader, line)).isEqualTo(described(library, line));
        }
    }

    @Property(tries = 3_000)
    void aLineThatWasChangedIsReadAsTheLibraryReadsIt(@ForAll long seed) {
        var random = new Random(seed);
        byte[] line = LINES.get(random.nextInt(LINES.size()));
        for (int changes = random.nextInt(3) + 1; changes > 0; changes--) {
            line = changed(line, random);
        }
        assertThat(described(new CardReader(), line))
                .isEqualTo(described(CardReader.ofTheLibraryAlone(), line));
    }

    private static byte[] changed(byte[] line, Random random) {
        int at = random.nextInt(line.length);
        byte[] piece =
                random.nextInt(4) == 0
                        ? new byte[] {(byte) random.nextInt(256)}
                        : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
        int replaced = Math.min(line.length - at, random.nextInt(4) == 0 ? random.nextInt(30) : 0);
        byte[] changed = Arrays.copyOf(line, line.length + piece.length - replaced);
        System.arraycopy(piece, 0, changed, at, piece.length);
        System.arraycopy(
                line, at + replaced, changed, at + piece.length, line.length - at - replaced);
        return changed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {} ",
                "{ \"name\" : \"A\" , \"maritalStatus\" : 2 }",
                "{\"name\":\"A\",\"name\":\"B\"}",
                "{\"name\":\"A\",}",
                "{\"name\":\"A\"}}",
                "{\"name\":\"A\"} {}",
                "{\"name\":\"  A  B \"}",
                "{\"name\":\"\"}",
                "{\"maritalStatus\":00}",
                "{\"maritalStatus\":1234}",
                "{\"maritalStatus\":12345}",
                "{\"maritalStatus\":-1}",
                "{\"maritalStatus\":1.0}",
                "{\"maritalStatus\":1",
                "{\"origin\":{\"province\":\"01\",\"province\":\"02\"}}",
                "{\"origin\":{\"province\":null}}",
                "{\"origin\":null,\"origin\":null}",
                "{\"father\":{\"name\":\"A\",\"number\":1}}",
                "{\"father\":{}}",
                "{\"corrects\":{\"importId\":\"x\",\"line\":7}}",
                "{\"corrects\":null}",
                "{\"name\":nullx}",
                "{\"name\":null}",
                "{\"name\" \"A\"}",
                "{\"\":\"A\"}",
                "{\"n\\u0061me\":\"A\"}",
                "{\"name\":\"\\u0041\"}",
                "{\"name\":\"a\tb\"}"
            })
    void oddLinesAreReadAsTheLibraryReadsThem(String text) {
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        assertThat(described(new CardReader(), line))
                .isEqualTo(described(CardReader.ofTheLibraryAlone(), line));
    }

    private static String described(CardReader reader, byte[] line) {
        Card card = reader.read(line, 0, line.length);
        var text = new StringBuilder();
        text.append(card.reject()).append(card.pointer());
        if (card.reject() == RejectCode.MALFORMED_JSON) {
            return text.toString();
        }
        text.append(card.isNormalised());
        for (CardField field : CardField.values()) {
            text.append('\n').append(field).append('=');
            switch (field.kind()) {
                case TEXT -> text.append(card.text(field));
                case INTEGER -> text.append(card.integer(field));
                case PLACE -> {
                    Card.Place place = card.place(field);
                    text.append(place.present).append(place.province).append(',');
                    text.append(place.district).append(',').append(place.commune);
                    text.append(',').append(place.detail);
                }
                case RELATIVE -> {
                    Card.Relative relative = card.relative(field);
                    text.append(relative.present).append(relative.name).append(',');
                    text.append(relative.number).append(',').append(relative.oldNumber);
                    text.append(',').append(relative.nationality);
                }
                case CORRECTION -> {
                    Card.Correction correction = card.correction();
                    text.append(correction.present).append(correction.importId);
                    text.append(correction.line);
                }
            }
        }
        return text.toString();
    }
}
