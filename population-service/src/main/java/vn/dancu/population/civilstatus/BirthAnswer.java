package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;

/** What the Ministry of Justice is answered: Decree 137/2015 Art 14. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BirthAnswer(
        UUID birthId,
        UUID personId,
        Status status,
        @Nullable PersonalIdNumber number,
        @Nullable String reason) {

    /** How far the number is. */
    public enum Status {
        NUMBERED,
        /** Asked for; the answer comes. */
        AWAITING_NUMBER,
        /** It cannot be given as things stand; the reason says why, an officer follows it up. */
        NUMBER_REFUSED
    }

    static BirthAnswer of(
            UUID birthId, UUID personId, @Nullable String number, @Nullable String reason) {
        if (number != null) {
            return new BirthAnswer(
                    birthId, personId, Status.NUMBERED, new PersonalIdNumber(number), null);
        }
        return new BirthAnswer(
                birthId,
                personId,
                reason == null ? Status.AWAITING_NUMBER : Status.NUMBER_REFUSED,
                null,
                reason);
    }
}
