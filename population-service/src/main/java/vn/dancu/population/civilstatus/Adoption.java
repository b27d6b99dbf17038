package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonName;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Protection;
import vn.dancu.population.record.Relative;

/**
 * A child gets other parents, and with them the name, the origin and the ethnic group where the
 * decision says so. Who the parents were before is protected. A parent's record follows, since
 * children are those whose records name the parent.
 *
 * @param name the new name, where it changes with it: Law on Adoption 52/2010 Art 24.2
 * @param origin of the adopters, where the decision gives it to the child
 * @param ethnicity of the adopters, for a child of whom it is not known: Art 24.3
 * @param adopter how the adopter was related before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Adoption(
        @Valid @Nullable Relative father,
        @Valid @Nullable Relative mother,
        @Nullable PersonName name,
        @Valid @Nullable Place origin,
        @Pattern(regexp = "[0-9]{1,2}", message = "an ethnic group is 1 to 54, 55 or 99")
                @Nullable String ethnicity,
        @NotNull Adopter adopter,
        @NotNull LocalDate registeredOn)
        implements CivilStatusEvent {
    // Law 52/2010 Art 8.1 and 8.2.
    private static final int LAST_AGE = 16;
    private static final int LAST_AGE_WITHIN_FAMILY = 18;
    // Art 14.1 b; Art 14.3 does not ask it of step-parents, uncles and aunts.
    private static final int LEAST_DIFFERENCE = 20;

    /** Who adopts. */
    enum Adopter {
        STRANGER,
        /** The other parent stays the parent. */
        STEP_PARENT,
        UNCLE_OR_AUNT
    }

    @Override
    public EventKind kind() {
        return EventKind.ADOPTION;
    }

    @Override
    public void validate(Codes codes, String at, List<Violation> violations) {
        if (father == null && mother == null) {
            violations.add(
                    new Violation("missing_field", at + "/father", "Somebody adopts the child."));
        }
        codes.placeEver(origin, at + "/origin", violations);
        codes.ethnicity(ethnicity, at + "/ethnicity", violations);
    }

    @Override
    public void check(Facts facts) {
        PersonRecord child = facts.person();
        Facts.requireAlive(child);
        facts.requireSinceBirth(registeredOn, facts.at("/registeredOn"));
        int last = adopter == Adopter.STRANGER ? LAST_AGE : LAST_AGE_WITHIN_FAMILY;
        if (!child.dateOfBirth().latest().plusYears(last).isAfter(registeredOn)) {
            throw ActRefused.rule(
                    "adoptee_too_old",
                    "A child is adopted before 16, within the family before 18.",
                    facts.at("/registeredOn"));
        }
        Optional<PersonRecord> newFather = onRecord(father, facts);
        Optional<PersonRecord> newMother = onRecord(mother, facts);
        newFather.ifPresent(parent -> checkParent(parent, child, facts.at("/father")));
        newMother.ifPresent(parent -> checkParent(parent, child, facts.at("/mother")));
        // Art 8.3: one single person, or both of a married couple.
        if (newFather.isPresent()
                && newMother.isPresent()
                && !(Spouses.areMarried(newFather.get(), newMother.get())
                        && Spouses.isMarried(newFather.get()))) {
            throw ActRefused.rule(
                    "adopters_not_married",
                    "Two people adopt as a married couple only.",
                    facts.at(""));
        }
    }

    private static Optional<PersonRecord> onRecord(@Nullable Relative parent, Facts facts) {
        return Optional.ofNullable(parent).flatMap(facts.register()::find);
    }

    private void checkParent(PersonRecord parent, PersonRecord child, String pointer) {
        Facts.requireAlive(parent);
        if (parent.personId().equals(child.personId())) {
            throw ActRefused.rule("adopter_is_self", "Nobody adopts themselves.", pointer);
        }
        if (adopter == Adopter.STRANGER
                && parent.dateOfBirth()
                        .earliest()
                        .plusYears(LEAST_DIFFERENCE)
                        .isAfter(child.dateOfBirth().latest())) {
            throw ActRefused.rule(
                    "adopter_too_young",
                    "Who adopts is at least 20 years older than the child.",
                    pointer);
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        Relative linkedFather = linked(father, facts);
        Relative linkedMother = linked(mother, facts);
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(registeredOn, "adopted", facts.proof())
                                .protecting(Protection.ADOPTION),
                        d -> {
                            boolean otherStays = adopter == Adopter.STEP_PARENT;
                            if (linkedFather != null || !otherStays) {
                                d.father = linkedFather;
                            }
                            if (linkedMother != null || !otherStays) {
                                d.mother = linkedMother;
                            }
                            d.name = name == null ? d.name : name;
                            d.origin = origin == null ? d.origin : origin;
                            d.ethnicity = ethnicity == null ? d.ethnicity : canonical(ethnicity);
                            // Civil Code 91/2015 Art 62.1 d: guardianship ends with the adoption.
                            d.representative = null;
                        }));
    }

    /** Forms write 01, the register 1. */
    private static String canonical(String ethnicity) {
        return Integer.toString(Integer.parseInt(ethnicity));
    }

    private static @Nullable Relative linked(@Nullable Relative parent, Facts facts) {
        return parent == null
                ? null
                : facts.register().find(parent).map(Facts::asRelative).orElse(parent);
    }
}
