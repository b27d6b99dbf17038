package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/**
 * Two people marry.
 *
 * @param spouseId the other spouse, where on record
 * @param spouse the other spouse, where not: a foreigner, mostly
 * @param registeredOn the day of registration, from which the marriage holds: Law 52/2014 Art 9
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Marriage(
        @Nullable UUID spouseId, @Valid @Nullable Relative spouse, @NotNull LocalDate registeredOn)
        implements CivilStatusEvent {
    // Law on Marriage and Family 52/2014 Art 8.1 a.
    private static final int LEAST_AGE_OF_MEN = 20;
    private static final int LEAST_AGE_OF_WOMEN = 18;

    @Override
    public EventKind kind() {
        return EventKind.MARRIAGE;
    }

    @Override
    public void validate(Codes codes, String at, List<Violation> violations) {
        if ((spouseId == null) == (spouse == null)) {
            violations.add(
                    new Violation(
                            "missing_field",
                            at + "/spouseId",
                            "Either the id of the spouse's record or, for who has none, the name."));
        } else if (spouse != null && spouse.personId() != null) {
            violations.add(
                    new Violation(
                            "invalid_field",
                            at + "/spouse/personId",
                            "A spouse on record is named by spouseId."));
        }
    }

    @Override
    public Optional<UUID> other(PersonRecord person, Register register) {
        if (spouseId != null) {
            return Optional.of(spouseId);
        }
        // A number leads to a record: then it is that person who marries.
        return Optional.ofNullable(spouse).flatMap(register::find).map(PersonRecord::personId);
    }

    @Override
    public void check(Facts facts) {
        PersonRecord person = facts.person();
        if (person.personId().equals(spouseId)) {
            throw ProblemException.refused(
                    "spouse_is_self", "Nobody marries themselves.", facts.at("/spouseId"));
        }
        checkOne(person, facts);
        facts.requireSinceBirth(registeredOn, facts.at("/registeredOn"));
        facts.otherPerson()
                .ifPresent(
                        other -> {
                            checkOne(other, facts);
                            checkPair(person, other, facts);
                        });
    }

    private void checkOne(PersonRecord person, Facts facts) {
        Facts.requireAlive(person);
        // Art 5.2 c: nobody marries while married.
        if (Spouses.isMarried(person)) {
            throw ActRefused.conflict(
                    "already_married", "On record one of them is married already.");
        }
        int least =
                switch (person.sex()) {
                    case MALE -> LEAST_AGE_OF_MEN;
                    case FEMALE -> LEAST_AGE_OF_WOMEN;
                    case UNKNOWN ->
                            throw ActRefused.rule(
                                    "sex_unknown",
                                    "The sex of both must be on record.",
                                    facts.at(""));
                };
        // Joint Circular 01/2016 Art 2.1: where only the month or year is known, its first day.
        if (person.dateOfBirth().earliest().plusYears(least).isAfter(registeredOn)) {
            throw ActRefused.rule(
                    "marriage_under_age",
                    "Men marry from full 20 years on, women from full 18.",
                    facts.at("/registeredOn"));
        }
    }

    private static void checkPair(PersonRecord person, PersonRecord other, Facts facts) {
        // Art 8.2: the state does not recognise marriage between persons of one sex.
        if (person.sex() == other.sex() && person.sex() != Sex.UNKNOWN) {
            throw ActRefused.rule(
                    "marriage_same_sex",
                    "A marriage between persons of one sex is not recognised.",
                    facts.at("/spouseId"));
        }
        // Art 5.2 d.
        if (Lineage.areTooCloseToMarry(person, other, facts.register())) {
            throw ActRefused.rule(
                    "marriage_close_kin",
                    "They descend from each other or within three generations from the same people.",
                    facts.at("/spouseId"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        Change change = Change.since(registeredOn, "marriage_registered", facts.proof());
        PersonRecord other = facts.other();
        if (other == null) {
            if (spouse == null) {
                throw new IllegalStateException("a marriage of one");
            }
            return List.of(Spouses.married(facts.person(), spouse, change));
        }
        return List.of(
                Spouses.married(facts.person(), Facts.asRelative(other), change),
                Spouses.married(other, Facts.asRelative(facts.person()), change));
    }
}
