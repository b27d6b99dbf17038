package vn.dancu.population.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.platform.problem.ProblemException;

class UnpackingTest {
    private static final int MAX_RATIO = 200;

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private static byte[] both(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] read(InputStream packed) throws IOException {
        try (Unpacking plain = Unpacking.of(packed, Packing.GZIP, MAX_RATIO)) {
            return plain.readAllBytes();
        }
    }

    private static void assertRefused(InputStream packed, String code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> read(packed))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    /** About the size of the buffers the trailer and the next header fall on their edges. */
    @Test
    void membersAreReadAndWhatFollowsThemIsRefusedWhereverTheyEnd() throws IOException {
        for (int size = 65_480; size < 65_560; size++) {
            byte[] first = content(size);
            byte[] packed = gzip(first);
            byte[] second = content(20);
            assertThat(read(new ByteArrayInputStream(packed))).isEqualTo(first);
            assertThat(read(new ByteArrayInputStream(both(packed, gzip(second)))))
                    .isEqualTo(both(first, second));
            assertRefused(
                    new ByteArrayInputStream(both(packed, new byte[1])), "malformed_compression");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void memberBehindADamagedHeaderIsNotLeftOut(int damaged) throws IOException {
        for (int size : new int[] {10, 70_000}) {
            byte[] first = gzip(content(size));
            byte[] file = both(both(first, gzip(content(30))), gzip(content(40)));
            file[first.length + damaged] ^= (byte) 0xE0;
            assertRefused(new ByteArrayInputStream(file), "malformed_compression");
        }
    }

    @Test
    void memberWhoseHeaderBreaksOffIsNotLeftOut() throws IOException {
        byte[] first = gzip(content(10));
        byte[] file = both(first, gzip(content(30)));
        for (int length = first.length + 1; length < file.length; length++) {
            assertRefused(
                    new ByteArrayInputStream(Arrays.copyOf(file, length)), "malformed_compression");
        }
        var broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the connection is gone");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        throw new IOException("the connection is gone");
                    }
                };
        assertRefused(
                new SequenceInputStream(new ByteArrayInputStream(first), broken), "malformed_body");
    }
}
