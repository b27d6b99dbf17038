package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.LifeStatus;

/**
 * A missing person returns, or certain news comes (Civil Code 91/2015 Art 70). Who was declared
 * dead returns by the annulment of the death: Art 73.
 *
 * @param effectiveOn when the court's decision took effect
 */
record Return(@NotNull LocalDate effectiveOn) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.RETURN;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (facts.person().status() != LifeStatus.MISSING) {
            throw ActRefused.conflict("person_not_missing", "On record the person is not missing.");
        }
        facts.requireSinceBirth(effectiveOn, facts.at("/effectiveOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(effectiveOn, "returned", facts.proof()),
                        d -> {
                            d.status = LifeStatus.ALIVE;
                            d.missing = null;
                        }));
    }
}
