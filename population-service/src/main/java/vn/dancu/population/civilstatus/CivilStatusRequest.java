package vn.dancu.population.civilstatus;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.population.acts.Evidence;

/**
 * A civil-status event as it is reported or proposed.
 *
 * @param personId whose event it is; absent for a birth, which makes the person
 * @param entry where it stands in the books; births and marriages stand there always
 * @param evidence what proves it; by default the entry
 */
record CivilStatusRequest(
        @Nullable UUID personId,
        @Valid @Nullable CivilStatusEntry entry,
        @Valid @Nullable Evidence evidence,
        @NotNull @Valid CivilStatusEvent event) {}
