package vn.dancu.population.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.population.record.Place;

/** The cases that wait for an officer. A case that is decided stays, with its decision. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class ReviewCases {
    /** The units of the place whose officers keep a record; null abroad. As PersonRecord.keptAt. */
    private static final String KEPT_AT =
            """
            coalesce(p.permanent, p.temporary, p.residing,
                case when (p.further -> 'residenceAbroad') is null
                    then p.birth_registration end) as kept_at
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    ReviewCases(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * One case.
     *
     * @param personId who is in review
     * @param kind {@code number_disagrees}, {@code number_conflict}, {@code probable_duplicate} or
     *     {@code late_registration}
     * @param importId and {@code line}: which card brought the person; absent for births
     * @param claimedNumber the number on the card, where it is about one
     * @param otherPersonId whom the card met, where that is known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReviewCase(
            UUID personId,
            String kind,
            @Nullable UUID importId,
            @Nullable Long line,
            @Nullable String claimedNumber,
            @Nullable UUID otherPersonId,
            Instant openedAt) {}

    /** An open case, locked until the transaction ends: two officers do not decide it at once. */
    public Optional<ReviewCase> lockOpen(UUID personId) {
        return jdbc.sql(
                        """
                        select * from review_case
                        where person_id = :id and decided_at is null for update
                        """)
                .param("id", personId)
                .query(ReviewCases::row)
                .optional();
    }

    /**
     * Closes an open case, in the transaction of what the decision does to the record.
     *
     * @param decision a stable name, such as {@code merged} or {@code different}
     * @return whether it was open
     */
    public boolean decide(UUID personId, String decision, String officer) {
        return jdbc.sql(
                                """
                                update review_case set decision = :decision, decided_by = :by,
                                    decided_at = :now
                                where person_id = :id and decided_at is null
                                """)
                        .param("decision", decision)
                        .param("by", officer)
                        .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                        .param("id", personId)
                        .update()
                == 1;
    }

    /**
     * Something about a person, and where the record is kept.
     *
     * @param keptAt nothing for who lives abroad
     */
    record Located<T>(T item, UUID personId, @Nullable Place keptAt) {
        static <T> Located<T> of(T item, UUID personId, ResultSet row) throws SQLException {
            return new Located<>(item, personId, Place.stored(row.getString("kept_at"), null));
        }
    }

    List<Located<ReviewCase>> page(
            @Nullable String kind, @Nullable UUID importId, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select r.*, %s
                        from review_case r join person p using (person_id)
                        where r.decided_at is null
                            and (cast(:after as uuid) is null or person_id > :after)
                            and (cast(:kind as text) is null or r.code = :kind)
                            and (cast(:import as uuid) is null or r.import_id = :import)
                        order by person_id limit :limit
                        """
                                .formatted(KEPT_AT))
                .param("after", after, Types.OTHER)
                .param("kind", kind, Types.VARCHAR)
                .param("import", importId, Types.OTHER)
                .param("limit", limit)
                .query(
                        (row, n) -> {
                            ReviewCase found = row(row, n);
                            return Located.of(found, found.personId(), row);
                        })
                .list();
    }

    /** Open cases by kind, of the records that are kept at such places. */
    Map<String, Long> counts(@Nullable UUID importId, Predicate<@Nullable Place> inside) {
        Map<String, Long> counts = new TreeMap<>();
        jdbc.sql(
                        """
                        select r.code, count(*), %s
                        from review_case r join person p using (person_id)
                        where r.decided_at is null
                            and (cast(:import as uuid) is null or r.import_id = :import)
                        group by 1, 3
                        """
                                .formatted(KEPT_AT))
                .param("import", importId, Types.OTHER)
                .query(
                        row -> {
                            if (inside.test(Place.stored(row.getString(3), null))) {
                                counts.merge(row.getString(1), row.getLong(2), Long::sum);
                            }
                        });
        return counts;
    }

    private static ReviewCase row(ResultSet row, int n) throws SQLException {
        return new ReviewCase(
                row.getObject("person_id", UUID.class),
                row.getString("code"),
                row.getObject("import_id", UUID.class),
                row.getObject("line", Long.class),
                row.getString("claimed_number"),
                row.getObject("other_person", UUID.class),
                row.getObject("opened_at", OffsetDateTime.class).toInstant());
    }

    /**
     * A person without a number.
     *
     * @param reason {@code exhausted}, {@code prefix_unknown}, {@code sex_unknown} or {@code
     *     birth_year_out_of_range}; none while the answer is under way
     * @param province of the permanent residence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Awaiting(
            UUID personId, @Nullable String reason, @Nullable String province, Instant since) {}

    List<Located<Awaiting>> awaiting(
            @Nullable String reason, @Nullable String province, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select person_id, number_reason, left(permanent, 2) province, updated_at, %s
                        from person p where number_status = 'AWAITING'
                            and (cast(:after as uuid) is null or person_id > :after)
                            and (cast(:reason as text) is null or number_reason = :reason)
                            and (cast(:province as text) is null
                                or left(permanent, 2) = :province)
                        order by person_id limit :limit
                        """
                                .formatted(KEPT_AT))
                .param("after", after, Types.OTHER)
                .param("reason", reason, Types.VARCHAR)
                .param("province", province, Types.VARCHAR)
                .param("limit", limit)
                .query(
                        (row, n) -> {
                            UUID personId = row.getObject(1, UUID.class);
                            return Located.of(
                                    new Awaiting(
                                            personId,
                                            row.getString(2),
                                            row.getString(3),
                                            row.getObject(4, OffsetDateTime.class).toInstant()),
                                    personId,
                                    row);
                        })
                .list();
    }
}
