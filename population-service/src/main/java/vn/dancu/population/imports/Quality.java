package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good the cards of a file are, by the province that collected them: how many of the stored
 * ones have each information line, and why the others were rejected.
 */
record Quality(Map<String, Province> provinces) {
    static final Quality NONE = new Quality(Map.of());

    /**
     * One province.
     *
     * @param lines all counted lines
     * @param stored those that were stored by this file
     * @param complete stored cards by the place of an {@link InformationLine}
     * @param rejects lines by code
     */
    record Province(long lines, long stored, List<Long> complete, Map<String, Long> rejects) {
        private long complete(int i) {
            return i < complete.size() ? complete.get(i) : 0;
        }

        long complete(InformationLine line) {
            return complete(line.place());
        }

        private Province plus(Province more) {
            // A chunk of an earlier version may know fewer lines.
            int size = Math.max(complete.size(), more.complete.size());
            List<Long> sum = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                sum.add(complete(i) + more.complete(i));
            }
            Map<String, Long> codes = new TreeMap<>(rejects);
            more.rejects.forEach((code, count) -> codes.merge(code, count, Long::sum));
            return new Province(lines + more.lines, stored + more.stored, sum, codes);
        }
    }

    Quality plus(Quality more) {
        Map<String, Province> all = new TreeMap<>(provinces);
        more.provinces.forEach((code, counts) -> all.merge(code, counts, Province::plus));
        return new Quality(all);
    }

    /** Of a decided chunk. */
    static Quality of(ParsedChunk parsed, List<LineFate> fates, List<CardLine.Refused> rejects) {
        LineNotes notes = parsed.notes();
        if (notes.size() != fates.size()) {
            return NONE;
        }
        Map<String, Counter> counters = new TreeMap<>();
        Map<Long, RejectCode> codes = new HashMap<>();
        rejects.forEach(reject -> codes.put(reject.line(), reject.code()));
        for (int i = 0; i < fates.size(); i++) {
            Counter counter =
                    counters.computeIfAbsent(notes.province(i), province -> new Counter());
            counter.lines++;
            if (fates.get(i).isStored()) {
                counter.store(notes.complete(i));
            } else {
                RejectCode code = codes.get(parsed.lines().get(i).line());
                if (code != null) {
                    counter.rejects.merge(code.code(), 1L, Long::sum);
                }
            }
        }
        Map<String, Province> provinces = new TreeMap<>();
        counters.forEach((province, counter) -> provinces.put(province, counter.counts()));
        return new Quality(provinces);
    }

    private static final class Counter {
        private final long[] complete = new long[InformationLine.values().length];
        private final Map<String, Long> rejects = new TreeMap<>();
        private long lines;
        private long stored;

        void store(int bits) {
            stored++;
            for (int rest = bits; rest != 0; rest &= rest - 1) {
                complete[Integer.numberOfTrailingZeros(rest)]++;
            }
        }

        Province counts() {
            return new Province(lines, stored, Arrays.stream(complete).boxed().toList(), rejects);
        }
    }
}
