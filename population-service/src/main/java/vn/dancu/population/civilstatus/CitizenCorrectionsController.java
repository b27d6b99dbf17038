package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.ActDesk;
import vn.dancu.population.acts.ActState;
import vn.dancu.population.acts.ActView;
import vn.dancu.population.acts.Evidence;

/**
 * Corrections that citizens ask for. That it is they who ask, or a guardian for them, has been
 * proved by sharing-service.
 */
@RestController
@RequestMapping("/internal/population/v1/citizen-corrections")
class CitizenCorrectionsController {
    private final CivilStatusProposals proposals;
    private final ActDesk desk;

    CitizenCorrectionsController(CivilStatusProposals proposals, ActDesk desk) {
        this.proposals = proposals;
        this.desk = desk;
    }

    /**
     * @param requestId the same request again is the same act
     * @param correction of kind {@code CORRECTION}
     */
    record Question(
            @NotNull UUID requestId,
            @NotNull UUID personId,
            @NotNull @Valid CivilStatusEvent correction,
            @NotNull @Valid Evidence evidence) {}

    record StatesQuestion(
            @NotNull UUID personId, @NotEmpty @Size(max = 50) List<@NotNull UUID> actIds) {}

    record WithdrawalQuestion(@NotNull UUID personId, @NotNull UUID actId) {}

    /**
     * @param reason why it was refused, in the words of the officer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Standing(UUID actId, ActState state, @Nullable String reason) {
        static Standing of(ActView act) {
            return new Standing(act.id(), act.state(), act.reason());
        }
    }

    record Standings(List<Standing> items) {}

    @PostMapping
    Standing propose(@Valid @RequestBody Question question) {
        if (!(question.correction() instanceof Correction correction)) {
            throw ProblemException.refused(
                    "invalid_field",
                    "A citizen asks for a correction, and for no other event.",
                    "/correction/kind");
        }
        return Standing.of(
                desk.propose(
                        "citizen-correction",
                        question,
                        question.personId(),
                        () ->
                                proposals.forCitizen(
                                        question.requestId(),
                                        question.personId(),
                                        correction,
                                        question.evidence())));
    }

    @PostMapping("/states")
    Standings states(@Valid @RequestBody StatesQuestion question) {
        return new Standings(
                desk.ofCitizen(question.actIds(), question.personId()).stream()
                        .map(Standing::of)
                        .toList());
    }

    @PostMapping("/withdrawal")
    Standing withdraw(@Valid @RequestBody WithdrawalQuestion question) {
        return Standing.of(
                desk.withdrawForCitizen(
                        question.actId(), question.personId(), CivilStatusActs.NAMES));
    }
}
