package vn.dancu.idnumber.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.ledger.IssuedNumber;
import vn.dancu.kernel.PersonalIdNumber;

/** Numbers that others know as a person's, where the older state says another. */
@Component
class Conflicts {
    private static final String SELECT =
            """
            select c.conflict_id, c.restoration_id, c.item_id, c.number, c.resolution,
                   a.number as own, n.item_id as owner, n.state
              from restoration_conflict c
              left join assignment a on a.item_id = c.item_id
              left join number n on n.number = c.number
            """;

    private final JdbcClient jdbc;

    Conflicts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param number that others know as the person's
     * @param state of that number here
     * @param ownNumber what the person has here
     * @param ofAnother whether the number is another person's here
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Conflict(
            UUID conflictId,
            UUID restorationId,
            UUID personId,
            PersonalIdNumber number,
            @Nullable String state,
            @Nullable PersonalIdNumber ownNumber,
            boolean ofAnother,
            @Nullable String resolution) {}

    /** Those that nobody resolved, in the order of their ids. */
    List<Conflict> open(@Nullable UUID after, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                 where c.resolution is null
                                   and c.conflict_id > cast(:after as uuid)
                                 order by c.conflict_id
                                 limit :limit
                                """)
                .param("after", (after == null ? new UUID(0, 0) : after).toString())
                .param("limit", limit)
                .query((row, index) -> read(row))
                .list();
    }

    Optional<Conflict> hold(UUID conflictId) {
        return jdbc.sql(SELECT + " where c.conflict_id = :id for update of c")
                .param("id", conflictId)
                .query((row, index) -> read(row))
                .optional();
    }

    /** The same number of the same person, of whichever run, is one question. */
    void resolve(
            Conflict conflict, String resolution, String evidence, String officer, Instant now) {
        jdbc.sql(
                        """
                        update restoration_conflict
                           set resolution = :resolution, evidence = :evidence,
                               resolved_by = :officer, resolved_at = :now
                         where item_id = :person and number = :number and resolution is null
                        """)
                .param("resolution", resolution)
                .param("evidence", evidence)
                .param("officer", officer)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("person", conflict.personId())
                .param("number", Long.valueOf(conflict.number().digits()))
                .update();
    }

    /** It was none: the number's step is known by now. */
    int withdraw(UUID person, PersonalIdNumber number) {
        return jdbc.sql(
                        """
                        delete from restoration_conflict
                         where item_id = :person and number = :number and resolution is null
                        """)
                .param("person", person)
                .param("number", Long.valueOf(number.digits()))
                .update();
    }

    private static Conflict read(ResultSet row) throws SQLException {
        long own = row.getLong("own");
        boolean hasOwn = !row.wasNull();
        UUID person = row.getObject("item_id", UUID.class);
        return new Conflict(
                row.getObject("conflict_id", UUID.class),
                row.getObject("restoration_id", UUID.class),
                person,
                IssuedNumber.read(row.getLong("number")),
                row.getString("state"),
                hasOwn ? IssuedNumber.read(own) : null,
                !person.equals(row.getObject("owner", UUID.class)),
                row.getString("resolution"));
    }
}
