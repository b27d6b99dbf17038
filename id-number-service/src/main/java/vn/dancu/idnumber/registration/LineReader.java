package vn.dancu.idnumber.registration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import vn.dancu.platform.problem.ProblemException;

/** Lines of a stream, each within a bound, however long the stream is. */
final class LineReader {
    private static final int LONGEST_LINE = 1_000;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int length;

    LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * @return null at the end
     * @throws ProblemException 422 {@code line_too_long}
     */
    @Nullable String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        boolean any = false;
        while (true) {
            if (position == length) {
                length = in.read(buffer);
                position = 0;
                if (length <= 0) {
                    length = 0;
                    return any ? text(line) : null;
                }
            }
            byte b = buffer[position++];
            any = true;
            if (b == '\n') {
                return text(line);
            }
            if (line.size() >= LONGEST_LINE) {
                throw ProblemException.refused(
                        "line_too_long", "A line has at most " + LONGEST_LINE + " bytes.");
            }
            line.write(b);
        }
    }

    private static String text(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
