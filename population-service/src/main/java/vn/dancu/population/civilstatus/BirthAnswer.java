package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;

/**
 * What the Ministry of Justice is answered: Decree 137/2015 Art 14.
 *
 * @param personId whose record it is: of a duplicate, the one that goes on
 */
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
        NUMBER_REFUSED,
        /** The person may be on record already: an officer decides before a number is asked for. */
        IN_REVIEW,
        /** The registration was annulled. */
        ANNULLED
    }

    static BirthAnswer of(UUID birthId, PersonRecord person) {
        PersonalIdNumber number = person.number();
        Status status = status(person);
        return new BirthAnswer(
                birthId,
                person.personId(),
                status,
                number,
                status == Status.NUMBERED ? null : person.numberReason());
    }

    /** Whether the answer is still to come. */
    static boolean awaitsNumber(PersonRecord person) {
        return status(person) == Status.AWAITING_NUMBER;
    }

    private static Status status(PersonRecord person) {
        if (person.number() != null) {
            return Status.NUMBERED;
        }
        if (person.numberStatus() == NumberStatus.IN_REVIEW) {
            return Status.IN_REVIEW;
        }
        if (person.numberStatus() == NumberStatus.CANCELLED) {
            return Status.ANNULLED;
        }
        return person.numberReason() == null ? Status.AWAITING_NUMBER : Status.NUMBER_REFUSED;
    }
}
