package vn.dancu.population.referencedata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The editions and what each would change. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class EditionStore {
    private static final int BATCH = 1_000;
    private static final String COLUMNS =
            """
            edition_id, list, title, source, sha256, state, version, applies_at, base_version,
            counts, findings, uploaded_by, uploaded_at, approved_by, approved_at, scheduled_by,
            scheduled_at, withdrawn_by, withdrawn_at, applied_at
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final JsonMapper json;

    EditionStore(JdbcClient jdbc, JdbcTemplate batches, JsonMapper json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
    }

    Optional<UUID> ofFile(ReferenceList list, String sha256) {
        return jdbc.sql(
                        """
                        select edition_id from reference_edition
                        where list = :list and sha256 = :sha256 and state <> 'WITHDRAWN'
                        """)
                .param("list", list.wireName())
                .param("sha256", sha256)
                .query(UUID.class)
                .optional();
    }

    /** The list as it stands; nothing of it changes until this transaction ends. */
    record ListState(long version, LocalDate lastApplied) {}

    ListState lock(ReferenceList list) {
        return jdbc.sql(
                        """
                        select version, last_applied from reference_list
                        where list = :list for update
                        """)
                .param("list", list.wireName())
                .query(ListState.class)
                .single();
    }

    void insert(
            UUID editionId,
            EditionContent content,
            byte[] file,
            String sha256,
            String by,
            Instant at) {
        jdbc.sql(
                        """
                        insert into reference_edition (edition_id, list, title, source, sha256,
                            content, state, version, applies_at, base_version, findings, counts,
                            uploaded_by, uploaded_at)
                        values (:id, :list, :title, :source, :sha256,
                            :content, 'DRAFT', 1, :appliesAt, 0, '[]', '{}', :by, :at)
                        """)
                .param("id", editionId)
                .param("list", content.list().wireName())
                .param("title", content.title())
                .param("source", content.source())
                .param("sha256", sha256)
                .param("content", file)
                .param("appliesAt", content.appliesAt())
                .param("by", by)
                .param("at", utc(at))
                .update();
    }

    /** The file, until the edition is applied or withdrawn. */
    byte[] content(UUID editionId) {
        return jdbc.sql("select content from reference_edition where edition_id = :id")
                .param("id", editionId)
                .query((row, n) -> row.getBytes(1))
                .single();
    }

    /** Keeps what validation found. What was approved was another difference. */
    void validated(UUID editionId, LocalDate appliesAt, long baseVersion, Difference difference) {
        jdbc.sql(
                        """
                        update reference_edition
                        set state = :state, applies_at = :appliesAt, base_version = :base,
                            findings = cast(:findings as jsonb), counts = cast(:counts as jsonb),
                            approved_by = null, approved_at = null, scheduled_by = null,
                            scheduled_at = null, version = version + 1
                        where edition_id = :id
                        """)
                .param(
                        "state",
                        (difference.isSound() ? Edition.State.VALIDATED : Edition.State.DRAFT)
                                .name())
                .param("appliesAt", appliesAt)
                .param("base", baseVersion)
                .param("findings", json.writeValueAsString(difference.findings()))
                .param("counts", json.writeValueAsString(difference.counts()))
                .param("id", editionId)
                .update();
        jdbc.sql("delete from reference_change where edition_id = :id")
                .param("id", editionId)
                .update();
        int[] position = {0};
        batches.batchUpdate(
                """
                insert into reference_change (edition_id, position, kind, code, before, after,
                    others)
                values (?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), ?)
                """,
                difference.changes(),
                BATCH,
                (insert, change) -> {
                    insert.setObject(1, editionId);
                    insert.setInt(2, ++position[0]);
                    insert.setString(3, change.kind().name());
                    insert.setString(4, change.code());
                    insert.setString(5, text(change.before()));
                    insert.setString(6, text(change.after()));
                    insert.setArray(
                            7,
                            insert.getConnection()
                                    .createArrayOf("text", change.others().toArray()));
                });
    }

    private @Nullable String text(Difference.@Nullable Facts facts) {
        return facts == null ? null : json.writeValueAsString(facts);
    }

    /** A step of the edition; the caller holds its row. */
    void step(UUID editionId, Edition.State state, @Nullable String by, Instant at) {
        String who =
                switch (state) {
                    case APPROVED -> "approved_by = :by, approved_at = :at,";
                    case SCHEDULED -> "scheduled_by = :by, scheduled_at = :at,";
                    case WITHDRAWN -> "withdrawn_by = :by, withdrawn_at = :at, content = null,";
                    case APPLIED -> "applied_at = :at, content = null,";
                    case DRAFT, VALIDATED -> throw new IllegalArgumentException("not a step");
                };
        var update =
                jdbc.sql(
                                "update reference_edition set "
                                        + who
                                        + " state = :state, version = version + 1"
                                        + " where edition_id = :id")
                        .param("state", state.name())
                        .param("at", utc(at))
                        .param("id", editionId);
        if (state != Edition.State.APPLIED) {
            update = update.param("by", by);
        }
        update.update();
    }

    Optional<Edition> find(UUID editionId) {
        return jdbc.sql("select " + COLUMNS + " from reference_edition where edition_id = :id")
                .param("id", editionId)
                .query(this::edition)
                .optional();
    }

    Optional<Edition> lock(UUID editionId) {
        return jdbc.sql(
                        "select "
                                + COLUMNS
                                + " from reference_edition where edition_id = :id for update")
                .param("id", editionId)
                .query(this::edition)
                .optional();
    }

    /** The newest first. */
    List<Edition> page(@Nullable String list, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        "select "
                                + COLUMNS
                                + """
                                from reference_edition e
                                where (cast(:list as text) is null or list = :list)
                                  and (cast(:after as uuid) is null
                                    or (uploaded_at, edition_id) < (
                                        select uploaded_at, edition_id from reference_edition
                                        where edition_id = :after))
                                order by uploaded_at desc, edition_id desc limit :limit
                                """)
                .param("list", list)
                .param("after", after)
                .param("limit", limit)
                .query(this::edition)
                .list();
    }

    /** A change with its place in the difference. */
    record Placed(int position, Difference.Change change) {}

    List<Placed> changes(UUID editionId, Difference.@Nullable Kind kind, int after, int limit) {
        return jdbc.sql(
                        """
                        select position, kind, code, before, after, others from reference_change
                        where edition_id = :id and position > :after
                          and (cast(:kind as text) is null or kind = :kind)
                        order by position limit :limit
                        """)
                .param("id", editionId)
                .param("after", after)
                .param("kind", kind == null ? null : kind.name())
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new Placed(
                                        row.getInt(1),
                                        new Difference.Change(
                                                Difference.Kind.valueOf(row.getString(2)),
                                                row.getString(3),
                                                facts(row.getString(4)),
                                                facts(row.getString(5)),
                                                ReferenceTables.texts(row.getArray(6)))))
                .list();
    }

    private Difference.@Nullable Facts facts(@Nullable String text) {
        return text == null ? null : json.readValue(text, Difference.Facts.class);
    }

    /** Scheduled editions whose day has come, in the order of their days. */
    List<UUID> due(LocalDate today, int limit) {
        return jdbc.sql(
                        """
                        select edition_id from reference_edition
                        where state = 'SCHEDULED' and applies_at <= :today
                        order by applies_at, scheduled_at limit :limit
                        """)
                .param("today", today)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    private Edition edition(ResultSet row, int n) throws SQLException {
        return new Edition(
                row.getObject("edition_id", UUID.class),
                row.getString("list"),
                row.getString("title"),
                row.getString("source"),
                row.getString("sha256"),
                Edition.State.valueOf(row.getString("state")),
                row.getLong("version"),
                row.getObject("applies_at", LocalDate.class),
                row.getLong("base_version"),
                json.readValue(
                        row.getString("counts"), new TypeReference<Map<String, Integer>>() {}),
                json.readValue(
                        row.getString("findings"),
                        new TypeReference<List<Difference.Finding>>() {}),
                row.getString("uploaded_by"),
                row.getObject("uploaded_at", OffsetDateTime.class).toInstant(),
                row.getString("approved_by"),
                instant(row, "approved_at"),
                row.getString("scheduled_by"),
                instant(row, "scheduled_at"),
                row.getString("withdrawn_by"),
                instant(row, "withdrawn_at"),
                instant(row, "applied_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
