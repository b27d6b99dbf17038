package vn.dancu.sharing.subscriptions;

import static vn.dancu.sharing.subscriptions.Subscriptions.utc;

import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whom subscriptions are about. Number, name and date of birth are not kept. */
@Repository
class Enrolments {
    private final JdbcClient jdbc;

    Enrolments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param id by which the agency knows the person in this subscription
     * @param reference the agency's own
     */
    record Enrolled(UUID id, @Nullable String reference) {}

    /** A person, as one notification means them. */
    record Person(UUID personId, UUID enrolmentId, @Nullable String reference) {}

    /**
     * Enrols a person; again for the same one gives the same id, and takes the new reference.
     *
     * @return the id; none if the subscription has ended, or has as many people as it may
     */
    Optional<UUID> enrol(
            UUID subscription, UUID person, @Nullable String reference, int most, Instant at) {
        Optional<UUID> known =
                jdbc.sql(
                                """
                                update enrolment set reference = coalesce(:reference, reference)
                                where person_id = :person and subscription_id = :subscription
                                returning id
                                """)
                        .param("reference", reference, Types.VARCHAR)
                        .param("person", person)
                        .param("subscription", subscription)
                        .query(UUID.class)
                        .optional();
        if (known.isPresent()) {
            return known;
        }
        int counted =
                jdbc.sql(
                                """
                                update subscription set people = people + 1
                                where id = :subscription and state <> 'ENDED' and people < :most
                                """)
                        .param("subscription", subscription)
                        .param("most", most)
                        .update();
        if (counted == 0) {
            return Optional.empty();
        }
        // The row of the subscription is held: two at once enrol a person one after the other.
        Optional<UUID> inserted =
                jdbc.sql(
                                """
                                insert into enrolment
                                    (person_id, subscription_id, id, reference, enrolled_at)
                                values (:person, :subscription, uuidv7(), :reference, :at)
                                on conflict do nothing
                                returning id
                                """)
                        .param("person", person)
                        .param("subscription", subscription)
                        .param("reference", reference, Types.VARCHAR)
                        .param("at", utc(at))
                        .query(UUID.class)
                        .optional();
        if (inserted.isPresent()) {
            return inserted;
        }
        uncount(subscription, 1);
        return jdbc.sql(
                        """
                        select id from enrolment
                        where person_id = :person and subscription_id = :subscription
                        """)
                .param("person", person)
                .param("subscription", subscription)
                .query(UUID.class)
                .optional();
    }

    private void uncount(UUID subscription, int people) {
        jdbc.sql("update subscription set people = people - :n where id = :subscription")
                .param("n", people)
                .param("subscription", subscription)
                .update();
    }

    /** Those of some people whom anybody enrolled. */
    Set<UUID> enrolled(Collection<UUID> people) {
        return Set.copyOf(
                jdbc.sql(
                                """
                                select distinct person_id from enrolment
                                where person_id = any(:people)
                                """)
                        .param("people", people.toArray(UUID[]::new))
                        .query(UUID.class)
                        .list());
    }

    List<Enrolled> page(UUID subscription, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select id, reference from enrolment
                        where subscription_id = :subscription
                            and (:after::uuid is null or id > :after::uuid)
                        order by id limit :limit
                        """)
                .param("subscription", subscription)
                .param("after", after, Types.OTHER)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Enrolled(
                                        row.getObject("id", UUID.class),
                                        row.getString("reference")))
                .list();
    }

    Optional<Person> find(UUID subscription, UUID id) {
        return jdbc.sql(
                        """
                        select person_id, id, reference from enrolment
                        where subscription_id = :subscription and id = :id
                        """)
                .param("subscription", subscription)
                .param("id", id)
                .query(
                        (row, n) ->
                                new Person(
                                        row.getObject("person_id", UUID.class),
                                        row.getObject("id", UUID.class),
                                        row.getString("reference")))
                .optional();
    }

    /**
     * @param enrolledBefore whoever was enrolled later stays
     * @return whether there was one
     */
    boolean remove(UUID subscription, UUID id, Instant enrolledBefore) {
        int removed =
                jdbc.sql(
                                """
                                delete from enrolment
                                where subscription_id = :subscription and id = :id
                                    and enrolled_at <= :before
                                """)
                        .param("subscription", subscription)
                        .param("id", id)
                        .param("before", utc(enrolledBefore))
                        .update();
        if (removed > 0) {
            uncount(subscription, removed);
        }
        return removed > 0;
    }

    /** Removes those of ended subscriptions, a bounded number at a time. */
    void removeEnded(int limit) {
        int removed =
                jdbc.sql(
                                """
                                delete from enrolment e using (
                                    select e.person_id, e.subscription_id
                                    from subscription s
                                        join enrolment e on e.subscription_id = s.id
                                    where s.state = 'ENDED' and s.people > 0 limit :limit) gone
                                where e.person_id = gone.person_id
                                    and e.subscription_id = gone.subscription_id
                                """)
                        .param("limit", limit)
                        .update();
        if (removed < limit) {
            jdbc.sql(
                            """
                            update subscription s set people = 0
                            where s.state = 'ENDED' and s.people > 0
                                and not exists (select from enrolment e
                                    where e.subscription_id = s.id)
                            """)
                    .update();
        }
    }
}
