package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is, as its uploader sees it: everything counted here is in the register.
 *
 * @param reason why it waits or has failed
 * @param numbered accepted with a new number
 * @param alreadyKnown whose card an earlier file brought
 * @param normalised stored with a text that normalising changed
 * @param linesPerSecond over the whole time since it was started
 * @param remainingSeconds until its end, at the pace so far
 * @param fileMissingSince when it was first found that no instance that looked has its file
 * @param holdsUpOthers true for one that nobody works on and that has decided people whom it has
 *     not written: others wait for it, until the file comes, it lets go by itself or is stopped
 * @param toWithdraw people of an import that is taken back
 * @param withdrawn how many of them are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportProgress(
        UUID importId,
        ImportState state,
        @Nullable String reason,
        long lines,
        long accepted,
        long numbered,
        long awaitingNumber,
        long inReview,
        long rejected,
        long alreadyKnown,
        long normalised,
        Map<String, Long> rejectsByCode,
        Map<String, Long> reviewsByCode,
        Map<String, Long> awaitingByCode,
        long bytes,
        long bytesDone,
        Instant receivedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long linesPerSecond,
        @Nullable Long remainingSeconds,
        @Nullable Instant fileMissingSince,
        @Nullable Boolean holdsUpOthers,
        @Nullable Long toWithdraw,
        @Nullable Long withdrawn,
        @Nullable Instant withdrawnAt) {}
