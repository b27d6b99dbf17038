package vn.dancu.population.search;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;
import vn.dancu.population.record.Relatives;
import vn.dancu.population.search.SearchCriteria.NameMatch;
import vn.dancu.population.search.SearchCriteria.RelativeCriterion;
import vn.dancu.population.search.SearchCriteria.Units;
import vn.dancu.reference.UnitHistory;

/**
 * Whether a person fits what is asked, and how well: first the name, then the date of birth, the
 * residence, the relatives. The score follows from the question and the record alone, so pages of
 * one question have one order.
 */
final class Likeness {
    /** Of a person who does not fit. */
    static final int NONE = -1;

    private static final int MOST_WORDS = 9;
    private static final int NAME = 1000;
    private static final int DATE = 100;
    private static final int PLACE = 10;

    private final SearchCriteria criteria;
    private final @Nullable PersonName name;
    private final @Nullable String nameKey;
    private final List<String> toneWords;
    private final @Nullable UnitWritings origin;
    private final @Nullable UnitWritings residence;
    private final Known known;

    /** Relatives whose asked number is on record. */
    record Known(
            @Nullable PersonRecord father,
            @Nullable PersonRecord mother,
            @Nullable PersonRecord head) {
        static final Known NOBODY = new Known(null, null, null);
    }

    Likeness(SearchCriteria criteria, Known known, UnitHistory history) {
        this.criteria = criteria;
        this.known = known;
        this.name = criteria.name();
        this.nameKey = name == null ? null : name.unaccentedKey();
        this.toneWords = name == null ? List.of() : words(name);
        this.origin = writings(criteria.origin(), history);
        this.residence = writings(criteria.livesIn(), history);
    }

    private static List<String> words(PersonName name) {
        return Vocabulary.syllables(VietnameseText.toneKey(name.full()));
    }

    private static @Nullable UnitWritings writings(@Nullable Units units, UnitHistory history) {
        return units == null ? null : UnitWritings.of(units, history);
    }

    /** The lower the likelier; {@link #NONE} if something that is asked is otherwise. */
    int score(Candidate candidate, int keyCost) {
        int named = name(candidate, keyCost);
        int born = date(candidate.born());
        int lives = place(candidate);
        int related = relatives(candidate.relatives());
        boolean fits =
                named >= 0
                        && born >= 0
                        && lives >= 0
                        && related >= 0
                        && (criteria.sex() == null || criteria.sex() == candidate.sex())
                        && (origin == null || origin.hold(candidate.origin()));
        return fits ? named * NAME + born * DATE + lives * PLACE + related : NONE;
    }

    /** 10 for each step of the cost of a similar name, and 1 for each word with other marks. */
    private int name(Candidate candidate, int keyCost) {
        if (name == null) {
            return 0;
        }
        boolean exact = candidate.name().sameAs(name);
        if (criteria.nameMatch() == NameMatch.EXACT && !exact) {
            return NONE;
        }
        if (exact) {
            return 0;
        }
        List<String> words = words(candidate.name());
        int differing = Math.abs(words.size() - toneWords.size());
        for (int i = 0; i < Math.min(words.size(), toneWords.size()); i++) {
            differing += words.get(i).equals(toneWords.get(i)) ? 0 : 1;
        }
        return keyCost * 10 + Math.clamp(differing, 1, MOST_WORDS);
    }

    private int date(PartialDate recorded) {
        PartialDate asked = criteria.dateOfBirth();
        if (asked == null) {
            return 0;
        }
        if (recorded.latest().isBefore(asked.earliest())
                || recorded.earliest().isAfter(asked.latest())) {
            return NONE;
        }
        return recorded.precision().compareTo(asked.precision()) >= 0 ? 0 : 1;
    }

    private int place(Candidate candidate) {
        if (residence == null || lies(candidate.permanent())) {
            return 0;
        }
        if (lies(candidate.temporary())) {
            return 1;
        }
        return lies(candidate.current()) ? 2 : NONE;
    }

    private boolean lies(@Nullable String units) {
        return residence != null && residence.hold(units);
    }

    private int relatives(@Nullable Relatives relatives) {
        if (!criteria.hasRelatives()) {
            return 0;
        }
        if (relatives == null) {
            return NONE;
        }
        int father = relative(relatives.father(), criteria.father(), known.father());
        int mother = relative(relatives.mother(), criteria.mother(), known.mother());
        int head = relative(relatives.householdHead(), criteria.householdHead(), known.head());
        return father < 0 || mother < 0 || head < 0 ? NONE : father + mother + head;
    }

    /** 0 if the numbers or the exact names agree, 1 if only names do. */
    private static int relative(
            @Nullable Relative recorded,
            @Nullable RelativeCriterion asked,
            @Nullable PersonRecord person) {
        if (asked == null) {
            return 0;
        }
        if (recorded == null) {
            return NONE;
        }
        int named = 0;
        PersonName askedName = asked.name();
        if (askedName != null) {
            if (!recorded.name().unaccentedKey().equals(askedName.unaccentedKey())) {
                return NONE;
            }
            named = recorded.name().sameAs(askedName) ? 0 : 1;
        }
        if (asked.number() == null && asked.oldNumber() == null) {
            return named;
        }
        if (isSame(recorded, asked, person)) {
            return named;
        }
        // Old papers give a relative's name alone.
        boolean nameAlone =
                recorded.number() == null
                        && recorded.oldNumber() == null
                        && recorded.personId() == null;
        return nameAlone && person != null && recorded.name().sameAs(person.name()) ? 1 : NONE;
    }

    private static boolean isSame(
            Relative recorded, RelativeCriterion asked, @Nullable PersonRecord person) {
        if (asked.number() != null && asked.number().equals(recorded.number())) {
            return true;
        }
        if (asked.oldNumber() != null && asked.oldNumber().equals(recorded.oldNumber())) {
            return true;
        }
        return person != null
                && (person.personId().equals(recorded.personId())
                        || (person.number() != null && person.number().equals(recorded.number()))
                        || (person.oldNumber() != null
                                && person.oldNumber().equals(recorded.oldNumber())));
    }

    /** In words, for the officer who judges the result. */
    Match match(Candidate candidate) {
        String named =
                name == null
                        ? null
                        : candidate.name().sameAs(name)
                                ? "exact"
                                : candidate.name().unaccentedKey().equals(nameKey)
                                        ? "unaccented"
                                        : "similar";
        String born =
                criteria.dateOfBirth() == null
                        ? null
                        : date(candidate.born()) == 0 ? "exact" : "possible";
        String lives =
                residence == null
                        ? null
                        : switch (place(candidate)) {
                            case 0 -> "permanent";
                            case 1 -> "temporary";
                            default -> "current";
                        };
        return new Match(named, born, lives);
    }

    /**
     * How a person agrees with what was asked.
     *
     * @param name {@code exact}, {@code unaccented} or {@code similar}
     * @param dateOfBirth {@code exact}, or {@code possible} where less of it is on record
     * @param residence which one it is: {@code permanent}, {@code temporary} or {@code current}
     */
    @com.fasterxml.jackson.annotation.JsonInclude(
            com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
    public record Match(
            @Nullable String name, @Nullable String dateOfBirth, @Nullable String residence) {}
}
