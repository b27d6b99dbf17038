package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An edition of a list on its way into force.
 *
 * @param sha256 of the file, in hexadecimal digits
 * @param baseVersion the version of the list that the counts and findings were made against
 * @param counts changes by kind; the changes themselves are read page by page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Edition(
        UUID editionId,
        String list,
        String title,
        String source,
        String sha256,
        State state,
        long version,
        LocalDate appliesAt,
        long baseVersion,
        Map<String, Integer> counts,
        List<Difference.Finding> findings,
        String uploadedBy,
        Instant uploadedAt,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable String scheduledBy,
        @Nullable Instant scheduledAt,
        @Nullable String withdrawnBy,
        @Nullable Instant withdrawnAt,
        @Nullable Instant appliedAt) {

    /** DRAFT has errors; what is validated is approved by another officer, then scheduled. */
    enum State {
        DRAFT,
        VALIDATED,
        APPROVED,
        SCHEDULED,
        APPLIED,
        WITHDRAWN
    }
}
