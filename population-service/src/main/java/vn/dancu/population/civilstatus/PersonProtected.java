package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Protection;

/**
 * A decision protects a person, such as a witness, a victim or who denounced a crime (Criminal
 * Procedure Code 101/2015 Art 486.1 c: what is on record about them is kept secret). From then on
 * only a named scope reads the record.
 *
 * @param effectiveOn when the decision took effect
 */
record PersonProtected(@NotNull LocalDate effectiveOn) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.PROTECTION;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (facts.person().needsScope()) {
            throw ActRefused.conflict("already_protected", "The person is protected already.");
        }
        facts.requireSinceBirth(effectiveOn, facts.at("/effectiveOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(effectiveOn, "protected", facts.proof())
                                .protecting(Protection.DECISION),
                        d -> d.protectedPerson = true));
    }
}
