package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;

/**
 * Nobody represents the person any more: of full capacity now, or with parents who can act again,
 * or before another guardian (Civil Code 91/2015 Art 60 and 62; Law on Civil Status 60/2014 Art 22
 * and 23). An adoption ends it by itself.
 *
 * @param endedOn from when nobody does
 */
record GuardianshipEnd(@NotNull LocalDate endedOn) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.GUARDIANSHIP_END;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (facts.person().relatives().representative() == null) {
            throw ActRefused.conflict("not_represented", "On record nobody represents the person.");
        }
        facts.requireSinceBirth(endedOn, facts.at("/endedOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(endedOn, "guardianship_ended", facts.proof()),
                        d -> d.representative = null));
    }
}
