package vn.dancu.sharing.accesses;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Delays of what citizens see of accesses to them, for lawful investigations. */
@Repository
class DisclosureDelays {
    private final JdbcClient jdbc;

    DisclosureDelays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param until from then on the accesses are shown
     */
    record Delay(
            UUID id,
            UUID personId,
            String agency,
            Instant coversFrom,
            Instant coversTo,
            Instant until,
            String legalBasis,
            String proposedBy,
            Instant proposedAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt,
            @Nullable String endedBy,
            @Nullable Instant endedAt) {}

    /** Whether the agency exists. */
    boolean knows(String agency) {
        return jdbc.sql("select exists (select from agency where code = :code)")
                .param("code", agency)
                .query(Boolean.class)
                .single();
    }

    void propose(Delay delay) {
        jdbc.sql(
                        """
                        insert into disclosure_delay (id, person_id, agency_code, covers_from,
                            covers_to, until, legal_basis, proposed_by, proposed_at)
                        values (:id, :person, :agency, :from, :to, :until, :basis, :by, :at)
                        """)
                .param("id", delay.id())
                .param("person", delay.personId())
                .param("agency", delay.agency())
                .param("from", utc(delay.coversFrom()))
                .param("to", utc(delay.coversTo()))
                .param("until", utc(delay.until()))
                .param("basis", delay.legalBasis())
                .param("by", delay.proposedBy())
                .param("at", utc(delay.proposedAt()))
                .update();
    }

    Optional<Delay> find(UUID id) {
        return jdbc.sql("select * from disclosure_delay where id = :id")
                .param("id", id)
                .query((row, n) -> delay(row))
                .optional();
    }

    /** Those that wait for a second administrator, or hold now: who is over first stands first. */
    List<Delay> open(@Nullable UUID after, int limit, Instant now) {
        return jdbc.sql(
                        """
                        select * from disclosure_delay
                        where ended_at is null and until > :now
                            and (:after::uuid is null or (until, id) > (
                                select d.until, d.id from disclosure_delay d
                                where d.id = :after::uuid))
                        order by until, id limit :limit
                        """)
                .param("now", utc(now))
                .param("after", after, Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> delay(row))
                .list();
    }

    /**
     * @return whether it was still open, and proposed by somebody else
     */
    boolean approve(UUID id, String administrator, Instant at) {
        return jdbc.sql(
                                """
                                update disclosure_delay
                                set approved_by = :by, approved_at = :at
                                where id = :id and approved_by is null and ended_at is null
                                    and proposed_by <> :by and until > :at
                                """)
                        .param("id", id)
                        .param("by", administrator)
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    /** Ends it early, or takes back a proposal; one administrator is enough for that. */
    boolean end(UUID id, String administrator, Instant at) {
        return jdbc.sql(
                                """
                                update disclosure_delay set ended_by = :by, ended_at = :at
                                where id = :id and ended_at is null and until > :at
                                """)
                        .param("id", id)
                        .param("by", administrator)
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    private static Delay delay(ResultSet row) throws SQLException {
        return new Delay(
                row.getObject("id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getString("agency_code"),
                row.getObject("covers_from", OffsetDateTime.class).toInstant(),
                row.getObject("covers_to", OffsetDateTime.class).toInstant(),
                row.getObject("until", OffsetDateTime.class).toInstant(),
                row.getString("legal_basis"),
                row.getString("proposed_by"),
                row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
                row.getString("approved_by"),
                instant(row, "approved_at"),
                row.getString("ended_by"),
                instant(row, "ended_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
