package vn.dancu.population.imports;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpStatus;
import vn.dancu.platform.problem.ProblemException;

/**
 * The plain bytes of a file that may come compressed. What is unpacked is bounded: in proportion to
 * what came, in the memory that it takes, and, where it is stored, as a whole.
 */
final class Unpacking extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;
    // A frame may ask for so much memory: 2^25 bytes. Levels up to 19 need 2^23.
    private static final int MAX_WINDOW_LOG = 25;
    // So much may come of little: a small file of much the same lines is no bomb.
    private static final long FREE_BYTES = 64L * 1024 * 1024;

    private final Source source;
    private final InputStream plain;
    private final boolean packed;
    private final int maxRatio;
    private long unpacked;

    private Unpacking(Source source, InputStream plain, boolean packed, int maxRatio) {
        this.source = source;
        this.plain = plain;
        this.packed = packed;
        this.maxRatio = maxRatio;
    }

    /**
     * @throws ProblemException 400 {@code empty_file}, {@code malformed_body}, {@code
     *     malformed_compression}; 415 if the bytes are not packed as declared
     */
    static Unpacking of(InputStream body, Packing packing, int maxRatio) {
        var source = new Source(body);
        Packing look = source.look();
        if (look != packing) {
            throw ProblemException.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    packing == Packing.NONE
                            ? "The file is compressed and not declared so by Content-Encoding."
                            : "The file is not compressed as declared.");
        }
        try {
            InputStream plain =
                    switch (packing) {
                        case NONE -> source;
                        case GZIP -> new Members(source);
                        case ZSTD ->
                                new ZstdInputStreamNoFinalizer(source).setLongMax(MAX_WINDOW_LOG);
                    };
            return new Unpacking(source, plain, packing != Packing.NONE, maxRatio);
        } catch (IOException e) {
            throw damaged();
        }
    }

    private static ProblemException damaged() {
        return ProblemException.badRequest(
                "malformed_compression",
                "The compressed file is damaged, ends early or needs too much memory.");
    }

    private static ProblemException broken() {
        return ProblemException.badRequest(
                "malformed_body", "The body could not be read to its end.");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** A body that breaks off is not a file. */
    @Override
    public int read(byte[] buffer, int offset, int length) {
        int n;
        try {
            n = plain.read(buffer, offset, length);
        } catch (IOException e) {
            throw source.hasBroken ? broken() : damaged();
        }
        if (n < 0 && plain instanceof Members members) {
            members.checkAllRead();
        }
        if (n > 0) {
            unpacked += n;
            if (packed && unpacked > FREE_BYTES && unpacked / maxRatio > source.taken) {
                throw ProblemException.of(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "compressed_too_much",
                        "The file unpacks to more than " + maxRatio + " times its size.");
            }
        }
        return n;
    }

    /** Frees what the unpacking holds; whose the body is closes that. */
    @Override
    public void close() throws IOException {
        if (packed) {
            plain.close();
        }
    }

    /**
     * The members of a gzip file. The reader takes whatever follows a member and is none for the
     * end of the file; here it must be the end, or cards would be missing and nobody told.
     */
    private static final class Members extends GZIPInputStream {
        private static final int TRAILER_BYTES = 8;
        private final Source source;
        private long filled;

        Members(Source source) throws IOException {
            super(source, BUFFER_BYTES);
            this.source = source;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = source.given;
        }

        /** At the end: that nothing lies behind the trailer of the last member. */
        void checkAllRead() {
            boolean more;
            try {
                more = source.available() > 0;
            } catch (IOException e) {
                throw broken();
            }
            if (source.hasBroken) {
                throw broken();
            }
            if (more || source.given != filled - inf.getRemaining() + TRAILER_BYTES) {
                throw damaged();
            }
        }
    }

    /**
     * The body as it comes. Says truly whether there is more: by that a reader of gzip knows
     * whether another member follows.
     */
    private static final class Source extends InputStream {
        private final InputStream body;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int at;
        private int end;
        private long taken;
        private boolean hasBroken;
        private long given;

        Source(InputStream body) {
            this.body = body;
        }

        Packing look() {
            try {
                end = body.readNBytes(buffer, 0, 4);
            } catch (IOException e) {
                throw broken();
            }
            taken = end;
            if (end == 0) {
                throw ProblemException.badRequest("empty_file", "The body has no bytes.");
            }
            return Packing.lookOf(buffer, end);
        }

        private boolean fill() throws IOException {
            if (at < end) {
                return true;
            }
            int n;
            try {
                n = body.read(buffer, 0, buffer.length);
            } catch (IOException e) {
                hasBroken = true;
                throw e;
            }
            at = 0;
            end = Math.max(n, 0);
            taken += end;
            return n > 0;
        }

        @Override
        public int available() throws IOException {
            return fill() ? end - at : 0;
        }

        @Override
        public int read() throws IOException {
            if (!fill()) {
                return -1;
            }
            given++;
            return buffer[at++] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int n = Math.min(length, end - at);
            System.arraycopy(buffer, at, to, offset, n);
            at += n;
            given += n;
            return n;
        }
    }
}
