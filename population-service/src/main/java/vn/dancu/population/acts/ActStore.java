package vn.dancu.population.acts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;

/** The acts and the entries that they stand under. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class ActStore {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    ActStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Claims an entry of the books. A concurrent report of the same entry waits here for our
     * commit.
     *
     * @return the act that the entry stands for already, if so
     */
    Optional<UUID> claimEntry(String entryKey, UUID actId) {
        boolean first =
                jdbc.sql(
                                        """
                                        insert into act_by_entry (entry_key, act_id)
                                        values (:key, :act) on conflict do nothing
                                        """)
                                .param("key", entryKey)
                                .param("act", actId)
                                .update()
                        == 1;
        return first
                ? Optional.empty()
                : Optional.of(
                        jdbc.sql("select act_id from act_by_entry where entry_key = :key")
                                .param("key", entryKey)
                                .query(UUID.class)
                                .single());
    }

    /** The entry may be proposed again, with other content. */
    void releaseEntry(Act act) {
        jdbc.sql("delete from act_by_entry where entry_key = :key and act_id = :act")
                .param("key", act.entryKey(), Types.VARCHAR)
                .param("act", act.actId())
                .update();
    }

    boolean hasDigest(UUID actId, byte[] digest) {
        return jdbc.sql("select digest = :digest from act where act_id = :act")
                .param("digest", digest)
                .param("act", actId)
                .query(Boolean.class)
                .single();
    }

    void insert(Act act, byte[] digest) {
        jdbc.sql(
                        """
                        insert into act (act_id, kind, state, version, person_id, other_id, facts,
                            evidence, entry_key, digest, place, first_officer, reported_by,
                            proposed_at, decided_at)
                        values (:act, :kind, :state, :version, :person, :other,
                            cast(:facts as jsonb), cast(:evidence as jsonb), :entry, :digest,
                            :place, :first, :client, :proposed, :decided)
                        """)
                .param("act", act.actId())
                .param("kind", act.kind())
                .param("state", act.state().name())
                .param("version", act.version())
                .param("person", act.personId())
                .param("other", act.otherId(), Types.OTHER)
                .param("facts", json.writeValueAsString(act.facts()))
                .param("evidence", json.writeValueAsString(act.evidence()))
                .param("entry", act.entryKey(), Types.VARCHAR)
                .param("digest", digest)
                .param("place", act.place(), Types.VARCHAR)
                .param("first", act.firstOfficer())
                .param("client", act.reportedBy())
                .param("proposed", at(act.proposedAt()))
                .param("decided", at(act.decidedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /** Writes what a command changed. */
    void update(Act before, Act after) {
        int updated =
                jdbc.sql(
                                """
                                update act set state = :state, version = version + 1,
                                    first_officer = :first,
                                    second_officer = :second, decided_at = :decided,
                                    reason = :reason, annulment = cast(:annulment as jsonb)
                                where act_id = :act and version = :version
                                """)
                        .param("state", after.state().name())
                        .param("first", after.firstOfficer())
                        .param("second", after.secondOfficer(), Types.VARCHAR)
                        .param("decided", at(after.decidedAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                        .param("reason", after.reason(), Types.VARCHAR)
                        .param(
                                "annulment",
                                after.annulment() == null
                                        ? null
                                        : json.writeValueAsString(after.annulment()),
                                Types.VARCHAR)
                        .param("act", before.actId())
                        .param("version", before.version())
                        .update();
        if (updated != 1) {
            throw ProblemException.conflict("stale_version", "The act has changed meanwhile.");
        }
    }

    Optional<Act> find(UUID actId) {
        return jdbc.sql("select * from act where act_id = :act")
                .param("act", actId)
                .query(this::act)
                .optional();
    }

    /** Two decisions on one act come one after the other. */
    Optional<Act> lock(UUID actId) {
        return jdbc.sql("select * from act where act_id = :act for update")
                .param("act", actId)
                .query(this::act)
                .optional();
    }

    /** What waits for a second officer, the oldest first, after a place in that order. */
    List<Act> open(Collection<String> kinds, Instant after, UUID afterId, int limit) {
        return jdbc.sql(
                        """
                        select * from act
                        where state in ('PROPOSED', 'ANNULMENT_PROPOSED') and kind in (:kinds)
                            and (proposed_at, act_id) > (:after, :afterId)
                        order by proposed_at, act_id limit :limit
                        """)
                .param("kinds", kinds)
                .param("after", at(after))
                .param("afterId", afterId)
                .param("limit", limit)
                .query(this::act)
                .list();
    }

    /** The acts of a person, the latest first. */
    List<Act> of(UUID personId, int limit) {
        return jdbc.sql(
                        """
                        select * from act where person_id = :person
                        union
                        select * from act where other_id = :person
                        order by proposed_at desc, act_id limit :limit
                        """)
                .param("person", personId)
                .param("limit", limit)
                .query(this::act)
                .list();
    }

    /** The versions of a record that an act made and nobody has taken back, the latest first. */
    List<Long> versionsInForce(UUID actId, UUID personId) {
        return jdbc.sql(
                        """
                        select version + 1 from person_version
                        where person_id = :person and event_id = :act
                            and annuls is null and annulled_at is null
                        order by version desc
                        """)
                .param("person", personId)
                .param("act", actId)
                .query(Long.class)
                .list();
    }

    private Act act(ResultSet row, int n) throws SQLException {
        String facts = row.getString("facts");
        String evidence = row.getString("evidence");
        String annulment = row.getString("annulment");
        return new Act(
                row.getObject("act_id", UUID.class),
                row.getString("kind"),
                ActState.valueOf(row.getString("state")),
                row.getLong("version"),
                row.getObject("person_id", UUID.class),
                row.getObject("other_id", UUID.class),
                facts == null ? null : json.readTree(facts),
                evidence == null ? null : json.readValue(evidence, Evidence.class),
                row.getString("entry_key"),
                row.getString("place"),
                row.getString("first_officer"),
                row.getString("reported_by"),
                row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
                row.getString("second_officer"),
                instant(row.getObject("decided_at", OffsetDateTime.class)),
                row.getString("reason"),
                annulment == null ? null : json.readValue(annulment, Act.Annulment.class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
