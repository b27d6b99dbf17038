package vn.dancu.population.acts;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What an officer says with a command about an act. */
public final class ActDecision {
    private ActDecision() {}

    /** Why a proposal is refused or taken back. */
    public record Reason(@NotNull @Size(min = 1, max = 500) String reason) {}

    /**
     * Why an act is to be taken back.
     *
     * @param evidence what proves it: a court's judgment, a decision, what was verified
     */
    public record Annulment(
            @NotNull @Size(min = 1, max = 500) String reason, @NotNull @Valid Evidence evidence) {}
}
