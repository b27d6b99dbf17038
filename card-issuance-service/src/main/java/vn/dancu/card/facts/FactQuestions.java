package vn.dancu.card.facts;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whose record has to be read again: kept until it was, whatever fails meanwhile. */
@Repository
class FactQuestions {
    private static final String KNOWN_HERE =
            """
            (exists (select from card_application a where a.person_id = asked.person_id)
                or exists (select from card c where c.person_id = asked.person_id))
            """;

    private final JdbcClient jdbc;

    FactQuestions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param asked counts the questions: one that comes while another is answered is not lost
     */
    record Question(UUID personId, int asked, int attempts) {}

    /**
     * Asks about a person who has or had an application or a card here; nobody else's record is
     * read. An application that is just being taken reads the record by itself when it is filed.
     */
    void ask(UUID person, Instant at) {
        jdbc.sql(
                        """
                        insert into fact_question (person_id, asked_at, due_at)
                        select asked.person_id, cast(:at as timestamptz), cast(:at as timestamptz)
                        from unnest(array[:person]) as asked (person_id)
                        where %s
                        on conflict (person_id) do update
                        set asked = fact_question.asked + 1, attempts = 0, due_at = excluded.due_at
                        """
                                .formatted(KNOWN_HERE))
                .param("person", person)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** Those of some people who have or had an application or a card here. */
    Set<UUID> known(Collection<UUID> people) {
        return Set.copyOf(
                jdbc.sql(
                                "select asked.person_id from unnest(:people) as asked (person_id) where "
                                        + KNOWN_HERE)
                        .param("people", people.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list());
    }

    /** Asks about everybody between two ids, both too, who has something that may have to end. */
    void askBetween(UUID first, UUID last, Instant at) {
        jdbc.sql(
                        """
                        insert into fact_question (person_id, asked_at, due_at)
                        select person_id, cast(:at as timestamptz), cast(:at as timestamptz)
                        from (
                            select person_id from card_application
                            where person_id between :first and :last
                              and state not in ('DELIVERED', 'UNDELIVERED', 'REFUSED',
                                  'WITHDRAWN', 'STOPPED')
                            union
                            select person_id from card
                            where person_id between :first and :last
                              and state in ('ACTIVE', 'SUSPENDED', 'LOST')) concerned
                        on conflict (person_id) do update
                        set asked = fact_question.asked + 1, attempts = 0, due_at = excluded.due_at
                        """)
                .param("first", first)
                .param("last", last)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** Takes some that are due, so that other instances leave them alone until a later time. */
    List<Question> take(Instant now, Instant until, int limit) {
        return jdbc.sql(
                        """
                        update fact_question
                        set due_at = :until, attempts = attempts + 1
                        where person_id in (
                            select person_id from fact_question where due_at <= :now
                            order by due_at limit :limit for update skip locked)
                        returning person_id, asked, attempts
                        """)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(until))
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Question(
                                        row.getObject("person_id", UUID.class),
                                        row.getInt("asked"),
                                        row.getInt("attempts")))
                .list();
    }

    void answered(Question question) {
        jdbc.sql("delete from fact_question where person_id = :person and asked = :asked")
                .param("person", question.personId())
                .param("asked", question.asked())
                .update();
    }

    void later(Question question, Instant due) {
        jdbc.sql(
                        """
                        update fact_question set due_at = :due
                        where person_id = :person and asked = :asked
                        """)
                .param("due", Timestamp.from(due))
                .param("person", question.personId())
                .param("asked", question.asked())
                .update();
    }
}
