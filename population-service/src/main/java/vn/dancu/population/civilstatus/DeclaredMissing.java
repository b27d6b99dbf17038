package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.kernel.PartialDate;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Further;
import vn.dancu.population.record.LifeStatus;

/**
 * A court declares a person missing (tuyên bố mất tích).
 *
 * @param since the last news, as far as it is known
 * @param effectiveOn when the decision took effect
 */
record DeclaredMissing(@NotNull PartialDate since, @NotNull LocalDate effectiveOn)
        implements CivilStatusEvent {
    // Civil Code 91/2015 Art 68.1: no news for two years running.
    private static final int YEARS_WITHOUT_NEWS = 2;

    @Override
    public EventKind kind() {
        return EventKind.MISSING;
    }

    @Override
    public void check(Facts facts) {
        Facts.requireAlive(facts.person());
        facts.requireNotAfterToday(effectiveOn, facts.at("/effectiveOn"));
        facts.requireSinceBirth(
                since.latest().isAfter(facts.today()) ? since.earliest() : since.latest(),
                facts.at("/since"));
        if (since.earliest().plusYears(YEARS_WITHOUT_NEWS).isAfter(effectiveOn)) {
            throw ActRefused.rule(
                    "missing_too_short",
                    "A person is declared missing after two years without news.",
                    facts.at("/since"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(effectiveOn, "declared_missing", facts.proof()),
                        d -> {
                            d.status = LifeStatus.MISSING;
                            d.missing = new Further.Missing(since);
                        }));
    }
}
