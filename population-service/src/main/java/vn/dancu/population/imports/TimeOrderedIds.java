package vn.dancu.population.imports;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of imports and of the people they bring. Both are UUIDs of version 7 (RFC 9562). The ids of
 * an import's people share its time and its tag and end with the line: so the same line of the same
 * import is the same person however often it is read, and neighbours in the file are neighbours in
 * the index.
 */
final class TimeOrderedIds {
    private static final int LINE_BITS = 40;
    private static final long LINE_MASK = (1L << LINE_BITS) - 1;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VERSION = 0x7000L;

    private TimeOrderedIds() {}

    static UUID newImport(Instant now) {
        var random = ThreadLocalRandom.current();
        long high = now.toEpochMilli() << 16 | VERSION | random.nextLong(1 << 12);
        // The last 40 bits are those of a line; no line is 0.
        long low = VARIANT | random.nextLong(1 << 22) << LINE_BITS;
        return new UUID(high, low);
    }

    static UUID person(UUID importId, long line) {
        if (line < 1 || line > LINE_MASK) {
            throw new IllegalArgumentException("a line is 1 to 2^40 - 1");
        }
        return new UUID(
                importId.getMostSignificantBits(), importId.getLeastSignificantBits() | line);
    }

    /** The last id that a person of an import can have; the first is after the import's own. */
    static UUID lastOf(UUID importId) {
        return person(importId, LINE_MASK);
    }

    /** Whether the person came with any import. */
    static boolean isOfAnImport(UUID personId) {
        return personId.version() == 7;
    }

    /** The import that brought a person who came with one. */
    static UUID importOf(UUID personId) {
        return new UUID(
                personId.getMostSignificantBits(), personId.getLeastSignificantBits() & ~LINE_MASK);
    }

    /** The line that brought a person who came with an import. */
    static long lineOf(UUID personId) {
        return personId.getLeastSignificantBits() & LINE_MASK;
    }

    /** Whether the person came with that import. */
    static boolean isOf(UUID importId, UUID personId) {
        return importId.getMostSignificantBits() == personId.getMostSignificantBits()
                && importId.getLeastSignificantBits()
                        == (personId.getLeastSignificantBits() & ~LINE_MASK);
    }
}
