package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Protection;

/**
 * The sex of a person is determined anew (Civil Code 91/2015 Art 36, Decree 88/2008). The number
 * tells the sex, so it is re-established (Circular 59/2021 Art 6.1 a); what was before is
 * protected.
 *
 * @param name the new name, where it changes with it: Civil Code Art 28.1 e
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SexRedetermination(
        @NotNull Sex sex, @Nullable PersonName name, @NotNull LocalDate registeredOn)
        implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.SEX_REDETERMINATION;
    }

    @Override
    public void validate(Codes codes, String at, List<Violation> violations) {
        if (sex == Sex.UNKNOWN) {
            violations.add(
                    new Violation("invalid_field", at + "/sex", "A sex is determined, not lost."));
        }
    }

    @Override
    public void check(Facts facts) {
        Facts.requireAlive(facts.person());
        facts.requireSinceBirth(registeredOn, facts.at("/registeredOn"));
        if (sex == facts.person().sex()) {
            throw ProblemException.refused(
                    "nothing_changes", "The record has that sex already.", facts.at("/sex"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.since(registeredOn, "sex_redetermined", facts.proof())
                                .protecting(Protection.SEX_REDETERMINED),
                        d -> {
                            d.sex = sex;
                            if (name != null) {
                                d.name = name;
                            }
                        }));
    }
}
