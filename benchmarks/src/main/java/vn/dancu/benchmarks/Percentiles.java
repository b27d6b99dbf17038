package vn.dancu.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects latencies and tells their percentiles. */
final class Percentiles {
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

    void add(double value) {
        millis.add(value);
    }

    void clear() {
        millis.clear();
    }

    void addAll(Percentiles others) {
        synchronized (others.millis) {
            millis.addAll(others.millis);
        }
    }

    int size() {
        return millis.size();
    }

    /** The value that the given share (0 to 1) does not exceed; 0 without values. */
    double at(double share) {
        List<Double> sorted = new ArrayList<>(millis);
        if (sorted.isEmpty()) {
            return 0;
        }
        Collections.sort(sorted);
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}
