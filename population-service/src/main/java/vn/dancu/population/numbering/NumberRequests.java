package vn.dancu.population.numbering;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.population.record.PersonRecord;

/** Asks for numbers. What is asked is all that the bucket of a number depends on, and no name. */
@Component
public class NumberRequests {
    static final String TOPIC = "idnumber.requests.v1";
    static final String TYPE = "idnumber.number-requested.v1";

    private final Outbox outbox;

    NumberRequests(Outbox outbox) {
        this.outbox = outbox;
    }

    /** The request id is the person id: however often it is asked, a person gets one number. */
    record NumberRequested(UUID requestId, UUID personId, String prefix, Sex sex, int birthYear) {}

    /**
     * Why no number can be asked for yet: Decree 137/2015 Art 13 needs the sex and the year of
     * birth, and no digit is ever guessed.
     */
    public static Optional<String> obstacle(Sex sex, int birthYear) {
        if (sex == Sex.UNKNOWN) {
            return Optional.of("sex_unknown");
        }
        if (birthYear < 1900 || birthYear > 2399) {
            return Optional.of("birth_year_out_of_range");
        }
        return Optional.empty();
    }

    /** Asks within the transaction that made the person. */
    public void ask(PersonRecord person) {
        outbox.append(
                new OutgoingEvent(
                        TOPIC,
                        person.personId().toString(),
                        TYPE,
                        person.version(),
                        new NumberRequested(
                                person.personId(),
                                person.personId(),
                                prefix(person),
                                person.sex(),
                                person.dateOfBirth().year())));
    }

    /** Circular 59/2021, Annex I: 0 and the two digits of the province of birth registration. */
    public static String prefix(PersonRecord person) {
        return "0" + person.birthRegistrationPlace().province();
    }
}
