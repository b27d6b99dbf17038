package vn.dancu.population.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** People who are compared with each other. */
final class Ranking {
    private static final Comparator<Scored> LIKELIEST =
            Comparator.comparingInt(Scored::score)
                    .thenComparingInt(scored -> scored.candidate().born().year())
                    .thenComparing(scored -> scored.candidate().personId());

    private record Entry(Candidate candidate, int keyCost) {}

    private final List<Entry> entries = new ArrayList<>();

    /** A person who fits, with the likeness. */
    record Scored(Candidate candidate, int score) {
        Cursor.Ranked cursor() {
            return new Cursor.Ranked(score, candidate.born().year(), candidate.personId());
        }

        boolean isAfter(Cursor.Ranked cursor) {
            int year = candidate.born().year();
            if (score != cursor.score()) {
                return score > cursor.score();
            }
            if (year != cursor.birthYear()) {
                return year > cursor.birthYear();
            }
            return candidate.personId().compareTo(cursor.personId()) > 0;
        }
    }

    /**
     * @param keyCost how far the name without marks is from what was given
     */
    void add(Candidate candidate, int keyCost) {
        entries.add(new Entry(candidate, keyCost));
    }

    /** Those who fit, the likeliest first. */
    List<Scored> fitting(Likeness likeness) {
        return entries.stream()
                .map(
                        entry ->
                                new Scored(
                                        entry.candidate(),
                                        likeness.score(entry.candidate(), entry.keyCost())))
                .filter(scored -> scored.score() != Likeness.NONE)
                .sorted(LIKELIEST)
                .toList();
    }
}
