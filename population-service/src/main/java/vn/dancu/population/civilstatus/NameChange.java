package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.kernel.PersonName;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Change;

/**
 * A person takes another name (Civil Code 91/2015 Art 28). The name before held until then.
 *
 * @param registeredOn the day from which the name holds
 */
record NameChange(@NotNull PersonName name, @NotNull LocalDate registeredOn)
        implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.NAME_CHANGE;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireAlive(facts.person());
        facts.requireSinceBirth(registeredOn, facts.at("/registeredOn"));
        if (name.equals(facts.person().name())) {
            throw ProblemException.refused(
                    "nothing_changes", "The record has that name already.", facts.at("/name"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(registeredOn, "name_changed", facts.proof()),
                        d -> d.name = name));
    }
}
