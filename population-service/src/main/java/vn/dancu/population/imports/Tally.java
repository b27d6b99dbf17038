package vn.dancu.population.imports;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of lines by how they end. Each counted line has exactly one outcome: accepted, awaiting a
 * number, in review or rejected; the other counts are of lines among these.
 *
 * @param numbered accepted with a new number
 * @param alreadyKnown whose card an earlier file brought
 * @param normalised stored with a text that normalising changed
 */
record Tally(
        long lines,
        long accepted,
        long numbered,
        long awaitingNumber,
        long inReview,
        long rejected,
        long alreadyKnown,
        long normalised,
        Map<String, Long> rejectsByCode,
        Map<String, Long> reviewsByCode,
        Map<String, Long> awaitingByCode) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), Map.of());

    Tally plus(Tally more) {
        return new Tally(
                lines + more.lines,
                accepted + more.accepted,
                numbered + more.numbered,
                awaitingNumber + more.awaitingNumber,
                inReview + more.inReview,
                rejected + more.rejected,
                alreadyKnown + more.alreadyKnown,
                normalised + more.normalised,
                sum(rejectsByCode, more.rejectsByCode),
                sum(reviewsByCode, more.reviewsByCode),
                sum(awaitingByCode, more.awaitingByCode));
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
        if (more.isEmpty()) {
            return some;
        }
        Map<String, Long> all = new TreeMap<>(some);
        more.forEach((code, count) -> all.merge(code, count, Long::sum));
        return all;
    }

    /** Counts one line after the other. */
    static final class Counter {
        private long accepted;
        private long numbered;
        private long alreadyKnown;
        private long normalised;
        private final Map<String, Long> rejects = new TreeMap<>();
        private final Map<String, Long> reviews = new TreeMap<>();
        private final Map<String, Long> awaiting = new TreeMap<>();

        void accepted() {
            accepted++;
        }

        void numbered() {
            accepted++;
            numbered++;
        }

        void rejected(RejectCode code) {
            rejects.merge(code.code(), 1L, Long::sum);
        }

        void inReview(String code) {
            reviews.merge(code, 1L, Long::sum);
        }

        void awaiting(String code) {
            awaiting.merge(code, 1L, Long::sum);
        }

        void alreadyKnown() {
            alreadyKnown++;
        }

        void normalised() {
            normalised++;
        }

        Tally tally() {
            long rejected = total(rejects);
            long inReview = total(reviews);
            long waiting = total(awaiting);
            return new Tally(
                    accepted + waiting + inReview + rejected,
                    accepted,
                    numbered,
                    waiting,
                    inReview,
                    rejected,
                    alreadyKnown,
                    normalised,
                    rejects,
                    reviews,
                    awaiting);
        }

        private static long total(Map<String, Long> counts) {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
