package vn.dancu.synthetic;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what was written, while it is written. */
final class Tally {
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Outcome, SortedMap<String, Long>> codes = new EnumMap<>(Outcome.class);
    private final SortedMap<String, Long> faults = new TreeMap<>();
    private final SortedMap<String, Long> oddities = new TreeMap<>();
    private long lines;
    private long normalised;

    Tally() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0L);
            codes.put(outcome, new TreeMap<>());
        }
    }

    void plain() {
        count(Outcome.ACCEPTED, "");
    }

    void faulty(Fault fault) {
        faults.merge(fault.name(), 1L, Long::sum);
        count(fault.outcome(), fault.code());
    }

    void odd(Oddity oddity) {
        oddities.merge(oddity.name(), 1L, Long::sum);
        if (oddity.normalised()) {
            normalised++;
        }
        count(oddity.outcome(), oddity.code());
    }

    private void count(Outcome outcome, String code) {
        lines++;
        outcomes.merge(outcome, 1L, Long::sum);
        if (!code.isEmpty()) {
            codesOf(outcome).merge(code, 1L, Long::sum);
        }
    }

    long lines() {
        return lines;
    }

    Truth truth(long bytes) {
        return new Truth(
                lines,
                bytes,
                outcomes.getOrDefault(Outcome.ACCEPTED, 0L),
                outcomes.getOrDefault(Outcome.AWAITING_NUMBER, 0L),
                outcomes.getOrDefault(Outcome.IN_REVIEW, 0L),
                outcomes.getOrDefault(Outcome.REJECTED, 0L),
                normalised,
                codesOf(Outcome.AWAITING_NUMBER),
                codesOf(Outcome.IN_REVIEW),
                codesOf(Outcome.REJECTED),
                faults,
                oddities);
    }

    private SortedMap<String, Long> codesOf(Outcome outcome) {
        return codes.computeIfAbsent(outcome, key -> new TreeMap<>());
    }
}
