package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;

/**
 * Somebody becomes the guardian of a minor whose parents cannot act, or of an adult who cannot
 * (Civil Code 91/2015 Art 46 to 54; Law on Civil Status 60/2014 Art 19 to 21).
 *
 * @param registeredOn from when it holds
 */
record Guardianship(@NotNull @Valid Relative guardian, @NotNull LocalDate registeredOn)
        implements CivilStatusEvent {
    // Civil Code Art 49.1: of full capacity, and so, by Art 20, of full 18 years.
    private static final int FULL_AGE = 18;

    @Override
    public EventKind kind() {
        return EventKind.GUARDIANSHIP;
    }

    @Override
    public void check(Facts facts) {
        PersonRecord ward = facts.person();
        Facts.requireAlive(ward);
        facts.requireSinceBirth(registeredOn, facts.at("/registeredOn"));
        // Civil Code Art 47.2; Law 60/2014 Art 23: another one comes after the first has ended.
        if (ward.relatives().representative() != null) {
            throw ActRefused.conflict(
                    "already_represented",
                    "On record somebody represents the person: that is ended first.");
        }
        facts.register().find(guardian).ifPresent(someone -> checkGuardian(someone, facts));
    }

    private void checkGuardian(PersonRecord someone, Facts facts) {
        if (someone.personId().equals(facts.person().personId())) {
            throw ActRefused.rule(
                    "guardian_is_self", "Nobody is their own guardian.", facts.at("/guardian"));
        }
        Facts.requireAlive(someone);
        if (someone.dateOfBirth().earliest().plusYears(FULL_AGE).isAfter(registeredOn)) {
            throw ActRefused.rule(
                    "guardian_under_age", "A guardian is of full 18 years.", facts.at("/guardian"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        Relative linked = facts.register().find(guardian).map(Facts::asRelative).orElse(guardian);
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(registeredOn, "guardianship_registered", facts.proof()),
                        d -> d.representative = linked));
    }
}
