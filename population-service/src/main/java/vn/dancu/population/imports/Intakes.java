package vn.dancu.population.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** The files on their way, on record. */
@Repository
class Intakes {
    /** Signalled when all of a file is there. */
    static final String CHANNEL = "intakes";

    private static final long ROOM = 0x64616e63755f7570L;

    private final JdbcClient jdbc;
    private final SourceSettings settings;
    private final Callers callers;
    private final Clock clock;

    Intakes(JdbcClient jdbc, SourceSettings settings, Callers callers, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * Opens a resumable upload.
     *
     * @throws ProblemException 429 {@code too_many_uploads} if no room is left for it
     */
    @Transactional
    Intake open(@Nullable String name, FileForm form, long bytes) {
        // One at a time, so that two do not take the same room.
        jdbc.sql("select pg_advisory_xact_lock(:room)").param("room", ROOM).query(row -> {});
        record Taken(long uploads, long bytes) {}
        Taken taken =
                jdbc.sql(
                                """
                                select count(*) uploads, coalesce(sum(bytes), 0) bytes
                                from import_intake
                                where source = 'upload' and state in ('OPEN', 'READY')
                                """)
                        .query(Taken.class)
                        .single();
        if (taken.uploads() >= settings.maxOpenUploads()
                || taken.bytes() + bytes > settings.maxOpenBytes().toBytes()) {
            throw ProblemException.tooMany(
                    "too_many_uploads",
                    "There is no room for another upload until open ones end or expire.",
                    Duration.ofMinutes(5));
        }
        return insert(Intake.UPLOAD, name, form, bytes, Intake.State.OPEN, expiry());
    }

    /** A file of a source, to be fetched. */
    Intake fetch(String source, String name, FileForm form, long bytes) {
        return insert(source, name, form, bytes, Intake.State.READY, null);
    }

    private Instant expiry() {
        return clock.instant().plus(settings.uploadExpiry());
    }

    private Intake insert(
            String source,
            @Nullable String name,
            FileForm form,
            long bytes,
            Intake.State state,
            @Nullable Instant expiry) {
        Caller caller = callers.current();
        UUID id = TimeOrderedIds.newImport(clock.instant());
        jdbc.sql(
                        """
                        insert into import_intake (intake_id, source, name, format, charset, packing,
                            bytes, state, submitted_by, client_id, created_at, expires_at)
                        values (:id, :source, :name, :format, :charset, :packing,
                            :bytes, :state, :by, :client, :now, :expiry)
                        """)
                .param("id", id)
                .param("source", source)
                .param("name", name, Types.VARCHAR)
                .param("format", form.format().name())
                .param("charset", form.charset().name())
                .param("packing", form.packing().name())
                .param("bytes", bytes)
                .param("state", state.name())
                .param("by", caller.subject())
                .param("client", caller.clientId())
                .param("now", time(clock.instant()))
                .param(
                        "expiry",
                        expiry == null ? null : time(expiry),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        return find(id).orElseThrow();
    }

    Optional<Intake> find(UUID intakeId) {
        return jdbc.sql("select * from import_intake where intake_id = :id")
                .param("id", intakeId)
                .query(Intakes::row)
                .optional();
    }

    /** The newest first. */
    List<Intake> page(@Nullable UUID before, int limit) {
        return jdbc.sql(
                        """
                        select * from import_intake
                        where cast(:before as uuid) is null or intake_id < :before
                        order by intake_id desc limit :limit
                        """)
                .param("before", before, Types.OTHER)
                .param("limit", limit)
                .query(Intakes::row)
                .list();
    }

    /** Whole files that are to be made imports, the oldest first. */
    List<Intake> ready(int limit) {
        return jdbc.sql(
                        """
                        select * from import_intake
                        where state = 'READY' and (retry_at is null or retry_at <= :now)
                        order by intake_id limit :limit
                        """)
                .param("now", time(clock.instant()))
                .param("limit", limit)
                .query(Intakes::row)
                .list();
    }

    /**
     * More of an upload is safely on the disk; with its last byte it is ready.
     *
     * @return whether it still was where it was thought to be
     */
    boolean received(Intake upload, long before, long now) {
        return jdbc.sql(
                                """
                                update import_intake set received = :now, expires_at = :expiry,
                                    state = case when bytes = :now then 'READY' else state end
                                where intake_id = :id and state = 'OPEN' and received = :before
                                """)
                        .param("now", now)
                        .param("expiry", time(expiry()))
                        .param("id", upload.intakeId())
                        .param("before", before)
                        .update()
                == 1;
    }

    void registered(UUID intakeId, UUID importId) {
        jdbc.sql(
                        """
                        update import_intake set state = 'REGISTERED', import_id = :import,
                            expires_at = null
                        where intake_id = :id and state = 'READY'
                        """)
                .param("import", importId)
                .param("id", intakeId)
                .update();
    }

    boolean refuse(UUID intakeId, Intake.State from, String code, String detail) {
        return jdbc.sql(
                                """
                                update import_intake set state = 'REFUSED', code = :code,
                                    detail = :detail, expires_at = null
                                where intake_id = :id and state = :from
                                """)
                        .param("code", code)
                        .param("detail", detail)
                        .param("id", intakeId)
                        .param("from", from.name())
                        .update()
                == 1;
    }

    /** The source did not answer; it is asked again later. */
    void postpone(UUID intakeId, Duration pause) {
        jdbc.sql(
                        """
                        update import_intake set attempts = attempts + 1, retry_at = :at
                        where intake_id = :id and state = 'READY'
                        """)
                .param("at", time(clock.instant().plus(pause)))
                .param("id", intakeId)
                .update();
    }

    /** Uploads that nobody went on with. */
    List<Intake> expired(int limit) {
        return jdbc.sql(
                        """
                        select * from import_intake
                        where state = 'OPEN' and expires_at < :now
                        order by intake_id limit :limit
                        """)
                .param("now", time(clock.instant()))
                .param("limit", limit)
                .query(Intakes::row)
                .list();
    }

    private static Intake row(ResultSet row, int n) throws SQLException {
        OffsetDateTime expiry = row.getObject("expires_at", OffsetDateTime.class);
        return new Intake(
                row.getObject("intake_id", UUID.class),
                row.getString("source"),
                row.getString("name"),
                new FileForm(
                        CardFormat.valueOf(row.getString("format")),
                        CardCharset.valueOf(row.getString("charset")),
                        Packing.valueOf(row.getString("packing"))),
                row.getLong("bytes"),
                row.getLong("received"),
                Intake.State.valueOf(row.getString("state")),
                row.getString("code"),
                row.getString("detail"),
                row.getInt("attempts"),
                row.getObject("import_id", UUID.class),
                row.getString("submitted_by"),
                row.getString("client_id"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                expiry == null ? null : expiry.toInstant());
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
