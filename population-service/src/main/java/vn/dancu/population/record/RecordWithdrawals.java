package vn.dancu.population.record;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;

/**
 * Closes the records of an import that is taken back, many at once: what {@link Persons#change}
 * does for one, without an event for each. Nothing is deleted; the keys by which a card, a number
 * or an old number finds its person are given back, so that the right card can have them.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class RecordWithdrawals {
    /** The cause in the history, and why such a record has no number. */
    public static final String CAUSE = "import_withdrawn";

    private final JdbcClient jdbc;
    private final Versions versions;
    private final PersonRows rows;
    private final Clock clock;

    RecordWithdrawals(JdbcClient jdbc, JsonMapper json, Versions versions, Clock clock) {
        this.jdbc = jdbc;
        this.versions = versions;
        this.rows = new PersonRows(json);
        this.clock = clock;
    }

    /**
     * The next open records, by their ids.
     *
     * @param after whose records are closed, up to this id
     * @param upTo the last id
     */
    public List<PersonRecord> next(UUID after, UUID upTo, int limit) {
        return jdbc.sql(
                        """
                        select * from person where person_id > :after and person_id <= :upTo
                            and closed is null
                        order by person_id limit :limit
                        """)
                .param("after", after)
                .param("upTo", upTo)
                .param("limit", limit)
                .query(rows)
                .list();
    }

    /**
     * Closes records.
     *
     * @param people as {@link #next} gave them
     * @param released numbers that were issued elsewhere: they lead to nobody from now on. One that
     *     was given here leads to the closed record for ever
     * @param change two officers' decision
     * @throws ProblemException 409 {@code stale_version} if one of the records has changed since
     */
    public void close(List<PersonRecord> people, Collection<String> released, Change change) {
        UUID[] ids = people.stream().map(PersonRecord::personId).toArray(UUID[]::new);
        requireUnchanged(ids, people);
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        versions.keepAll(people, RecordWithdrawals::closed, change, now);
        int closed =
                jdbc.sql(
                                """
                                update person set version = version + 1, closed = 'CANCELLED',
                                    number = null, number_status = 'CANCELLED',
                                    number_reason = :cause,
                                    updated_at = greatest(:now, updated_at)
                                where person_id = any (:ids)
                                """)
                        .param("cause", CAUSE)
                        .param("now", now)
                        .param("ids", ids)
                        .update();
        if (closed != ids.length) {
            throw new IllegalStateException("locked records are gone");
        }
        giveKeysBack(ids, people, released);
    }

    private void requireUnchanged(UUID[] ids, List<PersonRecord> people) {
        Map<UUID, Long> locked = new HashMap<>();
        jdbc.sql(
                        """
                        select person_id, version from person
                        where person_id = any (:ids) and closed is null
                        order by person_id for update
                        """)
                .param("ids", ids)
                .query(
                        row -> {
                            locked.put(row.getObject(1, UUID.class), row.getLong(2));
                        });
        for (PersonRecord person : people) {
            if (!Long.valueOf(person.version()).equals(locked.get(person.personId()))) {
                throw ProblemException.conflict(
                        "stale_version", "A record has changed in the meantime.");
            }
        }
    }

    private static PersonRecord closed(PersonRecord person) {
        return person.with(
                d -> {
                    d.closed = RecordClosure.CANCELLED;
                    d.unnumbered(NumberStatus.CANCELLED, CAUSE);
                });
    }

    private void giveKeysBack(
            UUID[] ids, List<PersonRecord> people, Collection<String> releasedNumbers) {
        // Few rows by their keys, however large the tables are and whatever their statistics say.
        jdbc.sql("set local enable_seqscan = off").update();
        if (!releasedNumbers.isEmpty()) {
            jdbc.sql(
                            """
                            delete from person_by_number
                            where number = any (:numbers) and person_id = any (:ids)
                            """)
                    .param("numbers", releasedNumbers.toArray(String[]::new))
                    .param("ids", ids)
                    .update();
        }
        List<UUID> holders = new ArrayList<>();
        List<String> oldNumbers = new ArrayList<>();
        for (PersonRecord person : people) {
            Optional.ofNullable(person.oldNumber())
                    .ifPresent(
                            old -> {
                                holders.add(person.personId());
                                oldNumbers.add(old);
                            });
        }
        if (!oldNumbers.isEmpty()) {
            jdbc.sql(
                            """
                            delete from person_by_old_number o
                            using unnest(:numbers, :holders) k (old_number, person_id)
                            where o.old_number = k.old_number and o.person_id = k.person_id
                            """)
                    .param("numbers", oldNumbers.toArray(String[]::new))
                    .param("holders", holders.toArray(UUID[]::new))
                    .update();
        }
        jdbc.sql(
                        """
                        delete from person_by_barcode
                        where person_id >= :first and person_id <= :last
                            and person_id = any (:ids)
                        """)
                .param("first", ids[0])
                .param("last", ids[ids.length - 1])
                .param("ids", ids)
                .update();
    }
}
