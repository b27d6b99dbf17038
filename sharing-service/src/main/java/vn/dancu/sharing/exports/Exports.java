package vn.dancu.sharing.exports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.disclosure.Requester;
import vn.dancu.sharing.disclosure.RequesterRow;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.OfficerCode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.RequestId;
import vn.dancu.sharing.model.Selection;
import vn.dancu.sharing.model.Territory;
import vn.dancu.sharing.sealing.Sealer;

/** Jobs, their parts and the keys of agencies. A part and the place where to go on are one. */
@Repository
class Exports {
    private final JdbcClient jdbc;
    private final Sealer sealer;
    private final JsonMapper json;

    Exports(JdbcClient jdbc, Sealer sealer, JsonMapper json) {
        this.jdbc = jdbc;
        this.sealer = sealer;
        this.json = json;
    }

    /** Where a job stands. */
    enum State {
        RUNNING,
        COMPLETE,
        FAILED,
        /** The parts were removed. */
        EXPIRED
    }

    record Job(
            UUID id,
            Requester requester,
            List<PersonField> fields,
            Selection selection,
            AgencyKey key,
            State state,
            @Nullable String failure,
            @Nullable UUID cursor,
            int parts,
            long people,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String manifest) {}

    record Part(int n, int people, String sha256, int bytes) {}

    void setKey(AgencyCode agency, AgencyKey key, String administrator, Instant at) {
        int changed =
                jdbc.sql(
                                """
                                insert into agency_key
                                    (agency_code, jwk, thumbprint, registered_by, registered_at)
                                select code, :jwk, :thumbprint, :administrator, :at
                                from agency where code = :agency
                                on conflict (agency_code) do update
                                set jwk = excluded.jwk, thumbprint = excluded.thumbprint,
                                    registered_by = excluded.registered_by,
                                    registered_at = excluded.registered_at
                                """)
                        .param("jwk", key.jwk().toJSONString())
                        .param("thumbprint", key.thumbprint())
                        .param("administrator", administrator)
                        .param("at", timestamp(at))
                        .param("agency", agency.text())
                        .update();
        if (changed == 0) {
            throw ProblemException.notFound("agency_not_found", "No such agency.");
        }
    }

    /**
     * @throws ProblemException 422 {@code key_missing}; 409 {@code export_running}
     */
    UUID start(Requester requester, List<PersonField> fields, Selection selection, Instant at) {
        String jwk =
                jdbc.sql("select jwk from agency_key where agency_code = :agency")
                        .param("agency", requester.agency().text())
                        .query(String.class)
                        .optional()
                        .orElseThrow(
                                () ->
                                        ProblemException.refused(
                                                "key_missing",
                                                "The agency has registered no key to encrypt"
                                                        + " for."));
        UUID id = UUID.randomUUID();
        int inserted =
                jdbc.sql(
                                """
                                insert into export_job (id, agency_code, client_kind, client_id,
                                    officer, procedure, purpose, request_id, fields, province,
                                    district, commune, selection, jwk, state, started_at,
                                    leased_until)
                                values (:id, :agency, :kind, :client, :officer, :procedure,
                                    :purpose, :request, :fields, :province, :district, :commune,
                                    :selection, :jwk, 'RUNNING', :at, :at)
                                on conflict do nothing
                                """)
                        .param("id", id)
                        .param("agency", requester.agency().text())
                        .param("kind", requester.client().kind().name())
                        .param("client", requester.client().identifier())
                        .param(
                                "officer",
                                requester.officer().map(OfficerCode::text).orElse(null),
                                Types.VARCHAR)
                        .param("procedure", requester.procedure().text())
                        .param("purpose", requester.purpose().text())
                        .param(
                                "request",
                                requester.requestId().map(RequestId::text).orElse(null),
                                Types.VARCHAR)
                        .param(
                                "fields",
                                fields.stream().map(PersonField::wire).toArray(String[]::new))
                        .param(
                                "province",
                                selection.territory().map(Territory::province).orElse(null),
                                Types.VARCHAR)
                        .param(
                                "district",
                                selection.territory().flatMap(Territory::district).orElse(null),
                                Types.VARCHAR)
                        .param(
                                "commune",
                                selection.territory().flatMap(Territory::commune).orElse(null),
                                Types.VARCHAR)
                        .param("selection", sealed(id, selection))
                        .param("jwk", jwk)
                        .param("at", timestamp(at))
                        .update();
        if (inserted == 0) {
            throw ProblemException.conflict(
                    "export_running", "Another export of the agency is running.");
        }
        return id;
    }

    /** Takes a job that nobody works on, for the time of the lease. */
    Optional<Job> take(UUID lease, Duration time) {
        return jdbc.sql(
                        """
                        update export_job set lease = :lease,
                            leased_until = clock_timestamp() + :millis * interval '1 millisecond'
                        where id = (select id from export_job
                            where state = 'RUNNING' and leased_until <= clock_timestamp()
                            order by started_at limit 1 for no key update skip locked)
                        returning *
                        """)
                .param("lease", lease)
                .param("millis", time.toMillis())
                .query((row, n) -> job(row))
                .optional();
    }

    Optional<Job> find(UUID id) {
        return jdbc.sql("select * from export_job where id = :id")
                .param("id", id)
                .query((row, n) -> job(row))
                .optional();
    }

    /**
     * Stores a part, if there is anybody on it, and where to go on, together.
     *
     * @return false if another instance has the job now
     */
    boolean advance(
            Job job, UUID lease, int people, byte[] content, @Nullable UUID cursor, Duration time) {
        int updated =
                jdbc.sql(
                                """
                                update export_job set cursor = coalesce(:cursor::uuid, cursor),
                                    parts = parts + :part, people = people + :people,
                                    leased_until = clock_timestamp()
                                        + :millis * interval '1 millisecond'
                                where id = :id and lease = :lease and state = 'RUNNING'
                                    and parts = :parts
                                """)
                        .param("cursor", cursor, Types.OTHER)
                        .param("part", people == 0 ? 0 : 1)
                        .param("people", people)
                        .param("millis", time.toMillis())
                        .param("id", job.id())
                        .param("lease", lease)
                        .param("parts", job.parts())
                        .update();
        if (updated == 1 && people > 0) {
            jdbc.sql(
                            """
                            insert into export_part (job_id, n, people, sha256, content)
                            values (:id, :n, :people, sha256(:content), :content)
                            """)
                    .param("id", job.id())
                    .param("n", job.parts() + 1)
                    .param("people", people)
                    .param("content", content)
                    .update();
        }
        return updated == 1;
    }

    void complete(UUID id, UUID lease, String manifest, Instant at) {
        jdbc.sql(
                        """
                        update export_job set state = 'COMPLETE', manifest = :manifest,
                            selection = null, ended_at = :at
                        where id = :id and lease = :lease and state = 'RUNNING'
                        """)
                .param("manifest", manifest)
                .param("at", timestamp(at))
                .param("id", id)
                .param("lease", lease)
                .update();
    }

    /** Ends a job without a result; its parts go at once. */
    void fail(UUID id, UUID lease, String failure, Instant at) {
        int updated =
                jdbc.sql(
                                """
                                update export_job set state = 'FAILED', failure = :failure,
                                    selection = null, ended_at = :at
                                where id = :id and lease = :lease and state = 'RUNNING'
                                """)
                        .param("failure", failure)
                        .param("at", timestamp(at))
                        .param("id", id)
                        .param("lease", lease)
                        .update();
        if (updated == 1) {
            jdbc.sql("delete from export_part where job_id = :id").param("id", id).update();
        }
    }

    /** Lets another instance, or this one later, go on. */
    void release(UUID id, UUID lease, Duration pause) {
        jdbc.sql(
                        """
                        update export_job
                        set leased_until = clock_timestamp() + :millis * interval '1 millisecond'
                        where id = :id and lease = :lease and state = 'RUNNING'
                        """)
                .param("millis", pause.toMillis())
                .param("id", id)
                .param("lease", lease)
                .update();
    }

    /** Removes the parts of a job whose time is over. */
    void expire(Instant endedBefore) {
        jdbc.sql(
                        """
                        with ended as (
                            update export_job set state = 'EXPIRED'
                            where id in (select id from export_job
                                where state = 'COMPLETE' and ended_at < :before limit 1)
                            returning id)
                        delete from export_part where job_id in (select id from ended)
                        """)
                .param("before", timestamp(endedBefore))
                .update();
    }

    List<Part> parts(UUID job) {
        return jdbc.sql(
                        """
                        select n, people, sha256, octet_length(content) as bytes
                        from export_part where job_id = :job order by n
                        """)
                .param("job", job)
                .query(
                        (row, n) ->
                                new Part(
                                        row.getInt("n"),
                                        row.getInt("people"),
                                        HexFormat.of().formatHex(row.getBytes("sha256")),
                                        row.getInt("bytes")))
                .list();
    }

    Optional<byte[]> content(UUID job, int n) {
        return jdbc.sql("select content from export_part where job_id = :job and n = :n")
                .param("job", job)
                .param("n", n)
                .query((row, i) -> row.getBytes("content"))
                .optional();
    }

    private byte[] sealed(UUID id, Selection selection) {
        return sealer.seal(Sealer.Use.SELECTION, id.toString(), json.writeValueAsBytes(selection));
    }

    /** Of an ended export, and of one that the release before started, the territory alone. */
    private Selection selection(ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("selection");
        if (sealed != null) {
            String id = row.getString("id");
            return sealer.open(Sealer.Use.SELECTION, id, sealed)
                    .map(opened -> json.readValue(opened, Selection.class))
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "the selection of export "
                                                    + id
                                                    + " cannot be opened: is its sealing key"
                                                    + " here?"));
        }
        String province = row.getString("province");
        return new Selection(
                Optional.ofNullable(province)
                        .map(
                                known ->
                                        new Territory(
                                                known,
                                                Optional.ofNullable(text(row, "district")),
                                                Optional.ofNullable(text(row, "commune")))),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static @Nullable String text(ResultSet row, String column) {
        try {
            return row.getString(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Job job(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Job(
                row.getObject("id", UUID.class),
                RequesterRow.read(
                        row, Optional.ofNullable(row.getString("request_id")).map(RequestId::new)),
                List.of((String[]) row.getArray("fields").getArray()).stream()
                        .map(PersonField::of)
                        .toList(),
                selection(row),
                AgencyKey.parse(row.getString("jwk")),
                State.valueOf(row.getString("state")),
                row.getString("failure"),
                row.getObject("cursor", UUID.class),
                row.getInt("parts"),
                row.getLong("people"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString("manifest"));
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
