package vn.dancu.sharing.figures;

import java.util.Arrays;

/** Counts of one kind within an hour. Guarded by itself. */
final class Cell {
    /** Upper bounds in microseconds; the last bucket has none. */
    static final long[] BOUNDS = {
        1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 3_000_000
    };

    private long accesses;
    private long micros;
    private final long[] buckets = new long[BOUNDS.length + 1];

    synchronized void add(long tookMicros) {
        accesses++;
        micros += tookMicros;
        int found = Arrays.binarySearch(BOUNDS, tookMicros);
        buckets[found >= 0 ? found : -found - 1]++;
    }

    synchronized long accesses() {
        return accesses;
    }

    synchronized long micros() {
        return micros;
    }

    synchronized Long[] buckets() {
        return Arrays.stream(buckets).boxed().toArray(Long[]::new);
    }
}
