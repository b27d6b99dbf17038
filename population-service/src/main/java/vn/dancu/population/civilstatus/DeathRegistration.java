package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import vn.dancu.kernel.PartialDate;

/**
 * A death as the civil-status office registers it.
 *
 * @param date as far as it is known
 */
public record DeathRegistration(
        @NotNull @Valid CivilStatusEntry entry,
        @NotNull UUID personId,
        @NotNull PartialDate date) {}
