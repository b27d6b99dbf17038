package vn.dancu.population.imports;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the bytes of a file are compressed on their way; stored they are plain. */
enum Packing {
    NONE,
    GZIP,
    ZSTD;

    private static final int GZIP_MAGIC = 0x1F8B;
    private static final int ZSTD_MAGIC = 0x28B52FFD;

    /** Of a {@code Content-Encoding}; nothing if it is not supported. */
    static Optional<Packing> declared(@Nullable String encoding) {
        if (encoding == null || encoding.isBlank()) {
            return Optional.of(NONE);
        }
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> Optional.of(NONE);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "zstd" -> Optional.of(ZSTD);
            default -> Optional.empty();
        };
    }

    /** What the first bytes of a file look like. No card begins with such bytes. */
    static Packing lookOf(byte[] start, int length) {
        if (length >= 2 && ((start[0] & 0xFF) << 8 | (start[1] & 0xFF)) == GZIP_MAGIC) {
            return GZIP;
        }
        if (length >= 4) {
            int magic =
                    (start[0] & 0xFF) << 24
                            | (start[1] & 0xFF) << 16
                            | (start[2] & 0xFF) << 8
                            | (start[3] & 0xFF);
            if (magic == ZSTD_MAGIC) {
                return ZSTD;
            }
        }
        return NONE;
    }
}
