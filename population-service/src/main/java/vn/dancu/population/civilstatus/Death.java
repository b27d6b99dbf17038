package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.kernel.PartialDate;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonRecord;

/**
 * A person dies, or is declared dead by a court. The marriage ends with it: the other spouse is
 * widowed (Law on Marriage and Family 52/2014 Art 65).
 *
 * @param date as far as it is known
 */
record Death(@NotNull PartialDate date) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.DEATH;
    }

    @Override
    public Optional<UUID> other(PersonRecord person, Register register) {
        return Spouses.onRecord(person, register).map(PersonRecord::personId);
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (facts.person().status() == LifeStatus.DEAD) {
            throw ActRefused.conflict(
                    "already_dead", "A death is registered for this person under another entry.");
        }
        if (date.earliest().isAfter(facts.today())) {
            throw ProblemException.refused(
                    "date_in_future", "The date of death is after today.", facts.at("/date"));
        }
        if (date.latest().isBefore(facts.person().dateOfBirth().earliest())) {
            throw ActRefused.rule(
                    "death_before_birth",
                    "The date of death is before the birth.",
                    facts.at("/date"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        List<Effect> effects = new ArrayList<>();
        effects.add(
                new Effect(
                        facts.person(),
                        Change.since(date.earliest(), "death_registered", facts.proof())
                                .announcedAs("population.person-died.v1"),
                        d -> {
                            d.status = LifeStatus.DEAD;
                            d.death = new PersonRecord.Death(date);
                            d.missing = null;
                        }));
        facts.otherPerson()
                .filter(spouse -> Spouses.areMarried(facts.person(), spouse))
                .ifPresent(
                        spouse ->
                                effects.add(
                                        Spouses.single(
                                                spouse,
                                                Change.since(
                                                        date.earliest(),
                                                        "widowed",
                                                        facts.proof()))));
        return effects;
    }
}
