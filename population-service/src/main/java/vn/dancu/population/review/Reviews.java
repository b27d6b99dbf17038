package vn.dancu.population.review;

import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.PersonalIdNumber;

/** The cases, one for each person: open, waiting for the act that a decision led to, decided. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class Reviews {
    private final JdbcClient jdbc;
    private final Clock clock;

    Reviews(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param personId whose record it is about, and the id of the case
     * @param otherId the record that it may duplicate
     * @param claimed the number that a card claims
     * @param actId the act that a decision waits for
     */
    record Case(
            UUID personId,
            ReviewCode code,
            @Nullable UUID otherId,
            @Nullable PersonalIdNumber claimed,
            @Nullable UUID actId,
            boolean isDecided) {}

    /** Opens a case about a new record. */
    public void open(UUID personId, ReviewCode code, @Nullable UUID otherId) {
        jdbc.sql(
                        """
                        insert into review_case (person_id, code, other_person, opened_at)
                        values (:person, :code, :other, :now)
                        """)
                .param("person", personId)
                .param("code", code.wireName())
                .param("other", otherId, Types.OTHER)
                .param("now", now())
                .update();
    }

    /** Ends the open case of a record that is no more. */
    public void drop(UUID personId) {
        decide(personId, "record_cancelled", "population-service");
    }

    Optional<Case> lock(UUID personId) {
        return jdbc.sql(
                        """
                        select person_id, code, other_person, claimed_number, act_id,
                            decided_at is not null as decided
                        from review_case where person_id = :person for update
                        """)
                .param("person", personId)
                .query(
                        (row, n) -> {
                            String claimed = row.getString("claimed_number");
                            return new Case(
                                    row.getObject("person_id", UUID.class),
                                    ReviewCode.of(row.getString("code")),
                                    row.getObject("other_person", UUID.class),
                                    claimed == null ? null : new PersonalIdNumber(claimed),
                                    row.getObject("act_id", UUID.class),
                                    row.getBoolean("decided"));
                        })
                .optional();
    }

    void decide(UUID personId, String decision, String officer) {
        jdbc.sql(
                        """
                        update review_case set decision = :decision, decided_by = :by,
                            decided_at = :now
                        where person_id = :person and decided_at is null
                        """)
                .param("decision", decision)
                .param("by", officer)
                .param("now", now())
                .param("person", personId)
                .update();
    }

    void await(UUID personId, UUID actId) {
        jdbc.sql("update review_case set act_id = :act where person_id = :person")
                .param("act", actId)
                .param("person", personId)
                .update();
    }

    /** The act that cases waited for is recorded: they are decided by it. */
    void decideBy(UUID actId, String decision, String officer) {
        jdbc.sql(
                        """
                        update review_case set decision = :decision, decided_by = :by,
                            decided_at = :now
                        where act_id = :act and decided_at is null
                        """)
                .param("decision", decision)
                .param("by", officer)
                .param("now", now())
                .param("act", actId)
                .update();
    }

    /** The act that cases were decided by, or waited for, is off: they are open again. */
    void reopen(UUID actId) {
        jdbc.sql(
                        """
                        update review_case set act_id = null, decision = null, decided_by = null,
                            decided_at = null
                        where act_id = :act
                        """)
                .param("act", actId)
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
