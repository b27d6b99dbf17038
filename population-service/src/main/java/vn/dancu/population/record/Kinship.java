package vn.dancu.population.record;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is related to whom, as far as the links of two records show. */
public final class Kinship {
    private Kinship() {}

    /**
     * Whether one record names the person of the other as parent, child, spouse, guardian or ward.
     * A household may have one person on record twice, so that its head may be either.
     */
    public static boolean names(PersonRecord one, PersonRecord other) {
        return named(one).anyMatch(relative -> isOf(relative, other));
    }

    /** Whether an entry about a relative is about this person: by link or number, never by name. */
    public static boolean isOf(@Nullable Relative relative, PersonRecord person) {
        return relative != null
                && (person.personId().equals(relative.personId())
                        || (relative.number() != null
                                && relative.number().equals(person.number())));
    }

    /** Father and mother, where they are named. */
    public static Stream<Relative> parents(PersonRecord person) {
        return Stream.of(person.relatives().father(), person.relatives().mother())
                .filter(Objects::nonNull)
                .map(Relative.class::cast);
    }

    private static Stream<Relative> named(PersonRecord person) {
        Relatives relatives = person.relatives();
        return Stream.concat(
                Stream.of(
                                relatives.father(),
                                relatives.mother(),
                                relatives.spouse(),
                                relatives.representative())
                        .filter(Objects::nonNull)
                        .map(Relative.class::cast),
                Stream.concat(listed(relatives.children()), listed(relatives.represented())));
    }

    private static Stream<Relative> listed(@Nullable List<Relative> relatives) {
        return relatives == null ? Stream.empty() : relatives.stream();
    }
}
