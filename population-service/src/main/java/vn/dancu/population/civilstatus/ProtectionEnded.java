package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Protection;

/**
 * The protection of a person ends (Criminal Procedure Code 101/2015 Art 489). That there was one
 * stays protected.
 *
 * @param effectiveOn when the decision took effect
 */
record ProtectionEnded(@NotNull LocalDate effectiveOn) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.PROTECTION_END;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (!facts.person().needsScope()) {
            throw ActRefused.conflict("not_protected", "On record the person is not protected.");
        }
        facts.requireSinceBirth(effectiveOn, facts.at("/effectiveOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(effectiveOn, "protection_ended", facts.proof())
                                .protecting(Protection.DECISION),
                        d -> d.protectedPerson = false));
    }
}
