package vn.dancu.card.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import vn.dancu.card.model.CardSerial;

class SerialSetTest {
    private static final byte[] SALT = new byte[16];

    @Property(tries = 200)
    void whatIsCodedIsReadBack(
            @ForAll @Size(max = 300) long[] values,
            @ForAll @IntRange(min = 32, max = 56) int bits) {
        long[] hashes = values.clone();
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] >>>= 64 - bits;
        }
        SerialSet set = SerialSet.of(hashes);

        SerialSet read = SerialSet.decode(ByteBuffer.wrap(set.coded(bits)));

        assertThat(read.size()).isEqualTo(set.size());
        assertThat(read.digest()).isEqualTo(set.digest());
        for (long hash : hashes) {
            assertThat(read.contains(hash)).isTrue();
        }
    }

    @Test
    void aListOfManyIsCompactAndItsFalsePositivesAreAsDefined() {
        int bits = 32;
        int count = 100_000;
        Random random = new Random(11);
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = SerialSet.hash(SALT, CardSerial.random(random).text(), bits);
        }
        SerialSet set = SerialSet.of(hashes);

        assertThat(set.coded(bits).length * 8.0 / count).isLessThan(bits - 16.6 + 2.5);
        int hits = 0;
        int asked = 2_000_000;
        for (int i = 0; i < asked; i++) {
            if (set.contains(SerialSet.hash(SALT, CardSerial.random(random).text(), bits))) {
                hits++;
            }
        }
        double expected = asked * (double) set.size() / (1L << bits);
        // Poisson with a mean of 46.6: within six standard deviations.
        assertThat((double) hits).isBetween(expected - 42, expected + 42);
    }
}
