package vn.dancu.population.numbering;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
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

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    NumberRequests(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
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

    /** Asks within the transaction that made the person, or that found the request unanswered. */
    public void ask(PersonRecord person) {
        jdbc.sql(
                        """
                        insert into number_request (person_id, asked_at) values (:person, :now)
                        on conflict (person_id) do update set asked_at = excluded.asked_at
                        """)
                .param("person", person.personId())
                .param("now", now())
                .update();
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

    /** Nobody waits for an answer any more. */
    public void withdraw(UUID personId) {
        answered(personId);
    }

    /** The request has its answer. */
    void answered(UUID personId) {
        jdbc.sql("delete from number_request where person_id = :person")
                .param("person", personId)
                .update();
    }

    /** People whose request is older than the patience, locked against other instances. */
    List<UUID> unanswered(Duration patience, int limit) {
        return jdbc.sql(
                        """
                        select person_id from number_request where asked_at < :before
                        order by asked_at limit :limit for update skip locked
                        """)
                .param("before", now().minus(patience))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Circular 59/2021, Annex I: 0 and the two digits of the province of birth registration. */
    public static String prefix(PersonRecord person) {
        return "0" + person.birthRegistrationPlace().province();
    }
}
