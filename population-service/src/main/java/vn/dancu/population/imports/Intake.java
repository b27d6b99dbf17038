package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way to become an import.
 *
 * @param source {@code upload}, {@code folder} or {@code s3}
 * @param bytes as it comes, packed or not
 * @param received what of an upload is on the disk
 * @param code why it was refused
 * @param importId what it has become
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Intake(
        UUID intakeId,
        String source,
        @Nullable String name,
        @JsonIgnore FileForm form,
        long bytes,
        long received,
        State state,
        @Nullable String code,
        @Nullable String detail,
        @JsonIgnore int attempts,
        @Nullable UUID importId,
        @JsonIgnore String submittedBy,
        @JsonIgnore String clientId,
        Instant createdAt,
        @Nullable Instant expiresAt) {
    static final String UPLOAD = "upload";

    /** Where an intake stands. */
    enum State {
        /** An upload of which more is to come. */
        OPEN,
        /** All is there; it is read, unpacked and put in its place. */
        READY,
        /** It is an import now. */
        REGISTERED,
        /** It did not become an import; the code says why. */
        REFUSED
    }
}
