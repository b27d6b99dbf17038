package vn.dancu.sharing.corrections;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.web.Correlation;

/**
 * Requests for a correction. Whether a record is wrong is decided in population-service on evidence
 * and by two officers (Law 59/2014 Art 10). A request that says what is right is an act there from
 * the first moment; another one waits here for an officer. What came of it is kept.
 */
@Repository
class Corrections {
    private static final UUID BEFORE_ALL = new UUID(-1L, -1L);
    private static final UUID FIRST = new UUID(0L, 0L);

    private final JdbcClient jdbc;

    Corrections(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How far a request has come. */
    enum State {
        OPEN,
        ACCEPTED,
        REFUSED,
        WITHDRAWN;

        @JsonCreator
        static State of(String wire) {
            return Arrays.stream(values())
                    .filter(state -> state.wire().equals(wire))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new InvalidValueException(
                                            "decision_unknown", "accepted or refused"));
        }

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param statement gone when it was decided
     * @param forwarded whether officers decide on it in population-service
     * @param reference the act in population-service by which the record is corrected
     */
    record Correction(
            UUID id,
            UUID personId,
            List<String> lines,
            @Nullable String statement,
            State state,
            boolean forwarded,
            Instant askedAt,
            Instant replyDue,
            @Nullable Instant decidedAt,
            @Nullable String reference,
            @Nullable String reply) {
        @Override
        public String toString() {
            return "Correction[" + id + "]";
        }
    }

    /** How many wait; the caller holds the lock of the person. */
    int open(UUID person) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                .param("key", "correction " + person)
                .query()
                .singleRow();
        return jdbc.sql(
                        """
                        select count(*)::int from correction_request
                        where person_id = :person and state = 'OPEN'
                        """)
                .param("person", person)
                .query(Integer.class)
                .single();
    }

    /**
     * @param act by which it was forwarded; null: it waits here
     */
    UUID ask(
            UUID person,
            UUID askedBy,
            List<String> lines,
            String statement,
            Instant at,
            Instant replyDue,
            String client,
            @Nullable UUID act) {
        return jdbc.sql(
                        """
                        insert into correction_request (id, person_id, asked_by, lines, statement,
                            state, asked_at, reply_due, client_id, correlation_id, forwarded,
                            reference)
                        values (uuidv7(), :person, :by, :lines, :statement, 'OPEN', :at, :due,
                            :client, :correlation, :forwarded, :reference)
                        returning id
                        """)
                .param("person", person)
                .param("by", askedBy)
                .param("lines", lines.toArray(String[]::new))
                .param("statement", statement)
                .param("at", utc(at))
                .param("due", utc(replyDue))
                .param("client", client)
                .param("correlation", Correlation.current())
                .param("forwarded", act != null)
                .param("reference", act == null ? null : act.toString(), Types.VARCHAR)
                .query(UUID.class)
                .single();
    }

    /**
     * @param person whose it must be; null: anybody's
     * @return whether it was still open
     */
    boolean decide(
            UUID id,
            @Nullable UUID person,
            State state,
            String by,
            Instant at,
            @Nullable String reference,
            @Nullable String reply) {
        return jdbc.sql(
                                """
                                update correction_request set state = :state, statement = null,
                                    decided_by = :by, decided_at = :at, reference = :reference,
                                    reply = :reply
                                where id = :id and state = 'OPEN'
                                    and (:person::uuid is null or person_id = :person::uuid)
                                """)
                        .param("state", state.name())
                        .param("by", by)
                        .param("at", utc(at))
                        .param("reference", reference, Types.VARCHAR)
                        .param("reply", reply, Types.VARCHAR)
                        .param("id", id)
                        .param("person", person, Types.OTHER)
                        .update()
                == 1;
    }

    Optional<Correction> find(UUID id) {
        return jdbc.sql("select * from correction_request where id = :id")
                .param("id", id)
                .query((row, n) -> correction(row))
                .optional();
    }

    /** Newest first. */
    List<Correction> ofPerson(UUID person, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select * from correction_request
                        where person_id = :person and id < :after
                        order by id desc limit :limit
                        """)
                .param("person", person)
                .param("after", after == null ? BEFORE_ALL : after)
                .param("limit", limit)
                .query((row, n) -> correction(row))
                .list();
    }

    /** Those of a person on which officers decide in population-service, the oldest first. */
    List<Correction> forwarded(UUID person, int limit) {
        return jdbc.sql(
                        """
                        select * from correction_request
                        where person_id = :person and state = 'OPEN' and forwarded
                        order by id limit :limit
                        """)
                .param("person", person)
                .param("limit", limit)
                .query((row, n) -> correction(row))
                .list();
    }

    /** Oldest first: whoever waits longest is next. */
    List<Correction> waiting(@Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select * from correction_request
                        where state = 'OPEN' and not forwarded and id > :after
                        order by id limit :limit
                        """)
                .param("after", after == null ? FIRST : after)
                .param("limit", limit)
                .query((row, n) -> correction(row))
                .list();
    }

    private static Correction correction(ResultSet row) throws SQLException {
        OffsetDateTime decided = row.getObject("decided_at", OffsetDateTime.class);
        return new Correction(
                row.getObject("id", UUID.class),
                row.getObject("person_id", UUID.class),
                List.of((String[]) row.getArray("lines").getArray()),
                row.getString("statement"),
                State.valueOf(row.getString("state")),
                row.getBoolean("forwarded"),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getObject("reply_due", OffsetDateTime.class).toInstant(),
                decided == null ? null : decided.toInstant(),
                row.getString("reference"),
                row.getString("reply"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
