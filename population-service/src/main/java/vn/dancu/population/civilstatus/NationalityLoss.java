package vn.dancu.population.civilstatus;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.LocalDate;
import java.util.List;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.LifeStatus;

/**
 * A citizen is released from, deprived of or loses Vietnamese nationality (Law on Nationality
 * 24/2008 Art 26). The number stays.
 *
 * @param nationality the one from then on; XA for none
 * @param effectiveOn when the President's decision took effect
 */
record NationalityLoss(
        @NotNull @Pattern(regexp = "[A-Z]{2}", message = "an ISO 3166-1 alpha-2 code")
                String nationality,
        @NotNull LocalDate effectiveOn)
        implements CivilStatusEvent {
    static final String VIETNAMESE = "VN";

    @Override
    public EventKind kind() {
        return EventKind.NATIONALITY_LOSS;
    }

    @Override
    public void validate(Codes codes, String at, List<Violation> violations) {
        codes.nationality(nationality, at + "/nationality", violations);
        if (nationality.equals(VIETNAMESE)) {
            violations.add(
                    new Violation(
                            "invalid_field",
                            at + "/nationality",
                            "It is Vietnamese nationality that is lost."));
        }
    }

    @Override
    public void check(Facts facts) {
        Facts.requireOpen(facts.person());
        if (facts.person().status() == LifeStatus.DEAD) {
            throw ActRefused.conflict(
                    "person_not_alive", "On record the person is dead or missing.");
        }
        if (!facts.person().nationality().equals(VIETNAMESE)) {
            throw ActRefused.conflict(
                    "not_vietnamese", "On record the person is not of Vietnamese nationality.");
        }
        facts.requireSinceBirth(effectiveOn, facts.at("/effectiveOn"));
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(effectiveOn, "nationality_lost", facts.proof()),
                        d -> d.nationality = nationality));
    }
}
