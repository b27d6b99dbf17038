package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonRecord;

/**
 * A marriage ends by a court; for both.
 *
 * @param effectiveOn when the judgment took effect: Law 52/2014 Art 57.1
 */
record Divorce(@NotNull LocalDate effectiveOn) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.DIVORCE;
    }

    @Override
    public Optional<UUID> other(PersonRecord person, Register register) {
        return Spouses.onRecord(person, register).map(PersonRecord::personId);
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (!Spouses.isMarried(facts.person())) {
            throw ActRefused.conflict("not_married", "On record the person is not married.");
        }
        facts.requireSinceBirth(effectiveOn, facts.at("/effectiveOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        Change change = Change.since(effectiveOn, "divorced", facts.proof());
        List<Effect> effects = new ArrayList<>();
        effects.add(Spouses.single(facts.person(), change));
        facts.otherPerson()
                .filter(spouse -> Spouses.areMarried(facts.person(), spouse))
                .ifPresent(spouse -> effects.add(Spouses.single(spouse, change)));
        return effects;
    }
}
