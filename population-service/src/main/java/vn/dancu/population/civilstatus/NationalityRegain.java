package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;

/**
 * Who lost Vietnamese nationality has it again (Law on Nationality 24/2008 Art 23).
 *
 * @param effectiveOn when the President's decision took effect
 */
record NationalityRegain(@NotNull LocalDate effectiveOn) implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.NATIONALITY_REGAIN;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireAlive(facts.person());
        if (facts.person().nationality().equals(NationalityLoss.VIETNAMESE)) {
            throw ActRefused.conflict(
                    "already_vietnamese", "On record the person is of Vietnamese nationality.");
        }
        facts.requireSinceBirth(effectiveOn, facts.at("/effectiveOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(effectiveOn, "nationality_regained", facts.proof()),
                        d -> d.nationality = NationalityLoss.VIETNAMESE));
    }
}
