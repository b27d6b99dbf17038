package vn.dancu.population.imports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The imports on record: who holds which, and how far each is. */
@Repository
class Imports {
    /** Signalled when an import was registered. */
    static final String CHANNEL = "imports";

    /** Why an import waits that nobody who looked could read. */
    static final String FILE_MISSING = "file_missing";

    /** Why an import has failed that an operator stopped. */
    static final String STOPPED = "stopped";

    private static final String PROGRESS =
            """
            select i.*, w.people as to_withdraw, w.done as withdrawn, w.waits_for as withdrawal_waits,
                i.state in ('QUEUED', 'WAITING') and exists (select from import_chunk c
                    where c.import_id = i.import_id and c.written_at is null) as holds_up_others
            from import i left join import_withdrawal w on w.import_id = i.import_id
                and w.state in ('APPROVED', 'COMPLETED')
            """;

    private static final int OPEN_PAGE = 100;
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final DataSource dataSource;
    private final JsonMapper json;
    private final Clock clock;

    Imports(JdbcClient jdbc, DataSource dataSource, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.dataSource = dataSource;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Which import some bytes are.
     *
     * @param created whether these bytes are new
     */
    record Registered(UUID importId, boolean created) {}

    /** The same bytes are the same import. */
    Registered register(byte[] sha256, long bytes, FileForm form, String submittedBy) {
        UUID importId = TimeOrderedIds.newImport(clock.instant());
        int inserted =
                jdbc.sql(
                                """
                                insert into import (import_id, sha256, bytes, format, charset, state,
                                    submitted_by, received_at)
                                values (:id, :sha256, :bytes, :format, :charset, 'QUEUED',
                                    :by, :now)
                                on conflict (sha256, format, charset) where withdrawn_at is null
                                    do nothing
                                """)
                        .param("id", importId)
                        .param("sha256", sha256)
                        .param("bytes", bytes)
                        .param("format", form.format().name())
                        .param("charset", form.charset().name())
                        .param("by", submittedBy)
                        .param("now", now())
                        .update();
        if (inserted == 1) {
            return new Registered(importId, true);
        }
        return jdbc.sql(
                        """
                        select import_id from import where sha256 = :sha256
                            and format = :format and charset = :charset and withdrawn_at is null
                        """)
                .param("format", form.format().name())
                .param("charset", form.charset().name())
                .param("sha256", sha256)
                .query((row, n) -> new Registered(row.getObject("import_id", UUID.class), false))
                .single();
    }

    /**
     * Queues an import that has failed again, and keeps any from ending while its file is put in
     * place in the same transaction.
     *
     * @return whether it still needs its file
     */
    boolean reopen(UUID importId) {
        jdbc.sql(
                        """
                        update import set state = 'QUEUED', reason = null, finished_at = null
                        where import_id = :id and state = 'FAILED' and withdrawing_at is null
                        """)
                .param("id", importId)
                .update();
        return jdbc.sql(
                        """
                        select state <> 'COMPLETED' and withdrawing_at is null
                        from import where import_id = :id for update
                        """)
                .param("id", importId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Ends an open import as failed, whoever works on it: what they do from now on is refused.
     *
     * @return whether it was open
     */
    boolean stop(UUID importId) {
        return jdbc.sql(
                                """
                                update import set state = 'FAILED', reason = :reason,
                                    epoch = epoch + 1, finished_at = :now, missing_since = null
                                where import_id = :id
                                    and state in ('QUEUED', 'RUNNING', 'WAITING')
                                """)
                        .param("reason", STOPPED)
                        .param("now", now())
                        .param("id", importId)
                        .update()
                == 1;
    }

    Optional<ImportProgress> find(UUID importId) {
        return jdbc.sql(PROGRESS + " where i.import_id = :id")
                .param("id", importId)
                .query(this::progress)
                .optional();
    }

    /** The newest first; ids are in the order of time. */
    List<ImportProgress> page(@Nullable UUID before, int limit) {
        return jdbc.sql(
                        PROGRESS
                                + " where cast(:before as uuid) is null or i.import_id < :before"
                                + " order by i.import_id desc limit :limit")
                .param("before", before, Types.OTHER)
                .param("limit", limit)
                .query(this::progress)
                .list();
    }

    /** Whether an import still reads its file, or would after the same upload. */
    boolean needsFile(UUID importId) {
        return jdbc.sql(
                        """
                        select exists (select from import
                            where import_id = :id and state <> 'COMPLETED'
                                and withdrawing_at is null)
                        """)
                .param("id", importId)
                .query(Boolean.class)
                .single();
    }

    boolean isRegistered(UUID importId) {
        return jdbc.sql("select exists (select from import where import_id = :id)")
                .param("id", importId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Takes the oldest open import that nobody works on.
     *
     * @param wanted whether it may be this one
     * @param here whether its file can be read here; one whose file is missing waits for it
     * @param missing is given one whose file has been missing since the time that it says
     */
    Optional<Lease> take(Predicate<UUID> wanted, Predicate<UUID> here, Missing missing)
            throws SQLException {
        UUID after = new UUID(0, 0);
        while (true) {
            List<UUID> open = openAfter(after);
            if (open.isEmpty()) {
                return Optional.empty();
            }
            for (UUID importId : open) {
                Optional<Lease> lease =
                        wanted.test(importId) ? takeOne(importId, here, missing) : Optional.empty();
                if (lease.isPresent()) {
                    return lease;
                }
            }
            after = open.getLast();
        }
    }

    private List<UUID> openAfter(UUID importId) {
        return jdbc.sql(
                        """
                        select import_id from import
                        where state in ('QUEUED', 'RUNNING', 'WAITING') and import_id > :after
                        order by import_id limit :page
                        """)
                .param("after", importId)
                .param("page", OPEN_PAGE)
                .query(UUID.class)
                .list();
    }

    /** Hears of an import that is held and whose file is missing. */
    interface Missing {
        void found(Lease lease, Instant since);
    }

    private Optional<Lease> takeOne(UUID importId, Predicate<UUID> here, Missing missing)
            throws SQLException {
        Connection session = dataSource.getConnection();
        boolean taken = false;
        try {
            session.setAutoCommit(true);
            if (!locks(session, importId)) {
                return Optional.empty();
            }
            if (!here.test(importId)) {
                missing(importId, session, missing);
                return Optional.empty();
            }
            Optional<Long> epoch =
                    jdbc.sql(
                                    """
                                    update import set state = 'RUNNING', reason = null,
                                        epoch = epoch + 1, missing_since = null,
                                        started_at = coalesce(started_at, :now)
                                    where import_id = :id
                                        and state in ('QUEUED', 'RUNNING', 'WAITING')
                                    returning epoch
                                    """)
                            .param("id", importId)
                            .param("now", now())
                            .query(Long.class)
                            .optional();
            taken = epoch.isPresent();
            return epoch.map(number -> new Lease(importId, number, session));
        } finally {
            if (!taken) {
                Lease.release(session);
            }
        }
    }

    /** Nobody works on it: whoever began has ended, and the new epoch refuses what is left. */
    private void missing(UUID importId, Connection session, Missing missing) {
        jdbc.sql(
                        """
                        update import set state = 'WAITING', reason = :reason, epoch = epoch + 1,
                            missing_since = :now
                        where import_id = :id and state in ('QUEUED', 'RUNNING', 'WAITING')
                            and (reason is distinct from :reason or missing_since is null)
                        """)
                .param("reason", FILE_MISSING)
                .param("now", now())
                .param("id", importId)
                .update();
        jdbc.sql(
                        """
                        select epoch, missing_since from import
                        where import_id = :id and state = 'WAITING' and reason = :reason
                        """)
                .param("reason", FILE_MISSING)
                .param("id", importId)
                .query(
                        row -> {
                            missing.found(
                                    new Lease(importId, row.getLong("epoch"), session),
                                    row.getObject("missing_since", OffsetDateTime.class)
                                            .toInstant());
                        });
    }

    static boolean locks(Connection session, UUID importId) throws SQLException {
        try (PreparedStatement lock = session.prepareStatement("select pg_try_advisory_lock(?)")) {
            lock.setLong(1, importId.getMostSignificantBits() ^ importId.getLeastSignificantBits());
            try (ResultSet answer = lock.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    /** The checkpoint, and what it counted. */
    record Position(
            long bytes, FileForm form, int chunks, long bytesDone, long nextLine, Tally tally) {}

    Position position(Lease lease) {
        return position(lease, "");
    }

    /** As {@link #position}, and keeps every other worker out until the transaction ends. */
    Position lock(Lease lease) {
        return position(lease, " for update");
    }

    private Position position(Lease lease, String locking) {
        return jdbc.sql("select * from import where import_id = :id and epoch = :epoch" + locking)
                .param("id", lease.importId())
                .param("epoch", lease.epoch())
                .query(
                        (row, n) ->
                                new Position(
                                        row.getLong("bytes"),
                                        form(row),
                                        row.getInt("chunks"),
                                        row.getLong("bytes_done"),
                                        row.getLong("next_line"),
                                        tally(row)))
                .optional()
                .orElseThrow(Lease.LostException::new);
    }

    private static FileForm form(ResultSet row) throws SQLException {
        return new FileForm(
                CardFormat.valueOf(row.getString("format")),
                CardCharset.valueOf(row.getString("charset")),
                Packing.NONE);
    }

    /** Moves the checkpoint behind a chunk, in the transaction that writes the chunk. */
    void advance(Lease lease, ParsedChunk chunk, Tally total) {
        int updated =
                jdbc.sql(
                                """
                                update import set state = 'RUNNING', reason = null,
                                    chunks = chunks + 1, bytes_done = :bytes, next_line = :line,
                                    lines = :lines, accepted = :accepted, numbered = :numbered,
                                    awaiting_number = :awaiting, in_review = :review,
                                    rejected = :rejected, already_known = :known,
                                    normalised = :normalised,
                                    rejects_by_code = cast(:rejects as jsonb),
                                    reviews_by_code = cast(:reviews as jsonb),
                                    awaiting_by_code = cast(:waits as jsonb), progressed_at = :now
                                where import_id = :id and epoch = :epoch
                                """)
                        .param("bytes", chunk.toByte())
                        .param("line", chunk.nextLine())
                        .param("lines", total.lines())
                        .param("accepted", total.accepted())
                        .param("numbered", total.numbered())
                        .param("awaiting", total.awaitingNumber())
                        .param("review", total.inReview())
                        .param("rejected", total.rejected())
                        .param("known", total.alreadyKnown())
                        .param("normalised", total.normalised())
                        .param("rejects", json.writeValueAsString(total.rejectsByCode()))
                        .param("reviews", json.writeValueAsString(total.reviewsByCode()))
                        .param("waits", json.writeValueAsString(total.awaitingByCode()))
                        .param("now", now())
                        .param("id", lease.importId())
                        .param("epoch", lease.epoch())
                        .update();
        requireHeld(updated);
    }

    /** Says that all is stored and indexes are being built. */
    void indexing(Lease lease) {
        int updated =
                jdbc.sql(
                                """
                                update import set state = 'RUNNING', reason = 'building_indexes'
                                where import_id = :id and epoch = :epoch
                                """)
                        .param("id", lease.importId())
                        .param("epoch", lease.epoch())
                        .update();
        requireHeld(updated);
    }

    /** Says why an import is held up, or with no reason that it goes on. */
    void waiting(Lease lease, @Nullable String reason) {
        int updated =
                jdbc.sql(
                                """
                                update import set state = :state, reason = :reason
                                where import_id = :id and epoch = :epoch
                                """)
                        .param(
                                "state",
                                (reason == null ? ImportState.RUNNING : ImportState.WAITING).name())
                        .param("reason", reason, Types.VARCHAR)
                        .param("id", lease.importId())
                        .param("epoch", lease.epoch())
                        .update();
        requireHeld(updated);
    }

    void end(Lease lease, ImportState state, @Nullable String reason) {
        int updated =
                jdbc.sql(
                                """
                                update import set state = :state, reason = :reason,
                                    finished_at = :now
                                where import_id = :id and epoch = :epoch
                                """)
                        .param("state", state.name())
                        .param("reason", reason, Types.VARCHAR)
                        .param("now", now())
                        .param("id", lease.importId())
                        .param("epoch", lease.epoch())
                        .update();
        requireHeld(updated);
    }

    private static void requireHeld(int updated) {
        if (updated != 1) {
            throw new Lease.LostException();
        }
    }

    private ImportProgress progress(ResultSet row, int n) throws SQLException {
        Instant started = instant(row, "started_at");
        Instant finished = instant(row, "finished_at");
        Instant until = finished == null ? instant(row, "progressed_at") : finished;
        Tally tally = tally(row);
        boolean withdrawing = row.getObject("withdrawing_at") != null;
        return new ImportProgress(
                row.getObject("import_id", UUID.class),
                state(row),
                row.getString(withdrawing ? "withdrawal_waits" : "reason"),
                tally.lines(),
                tally.accepted(),
                tally.numbered(),
                tally.awaitingNumber(),
                tally.inReview(),
                tally.rejected(),
                tally.alreadyKnown(),
                tally.normalised(),
                tally.rejectsByCode(),
                tally.reviewsByCode(),
                tally.awaitingByCode(),
                row.getLong("bytes"),
                row.getLong("bytes_done"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                started,
                finished,
                rate(tally.lines(), started, until),
                remainingSeconds(row, started, until),
                instant(row, "missing_since"),
                row.getBoolean("holds_up_others") ? true : null,
                row.getObject("to_withdraw", Long.class),
                row.getObject("withdrawn", Long.class),
                instant(row, "withdrawn_at"));
    }

    private static ImportState state(ResultSet row) throws SQLException {
        if (row.getObject("withdrawn_at") != null) {
            return ImportState.WITHDRAWN;
        }
        return row.getObject("withdrawing_at") == null
                ? ImportState.valueOf(row.getString("state"))
                : ImportState.WITHDRAWING;
    }

    /** By the bytes that are left, at the pace so far. */
    private static @Nullable Long remainingSeconds(
            ResultSet row, @Nullable Instant from, @Nullable Instant to) throws SQLException {
        long done = row.getLong("bytes_done");
        if (from == null || to == null || done == 0 || row.getObject("finished_at") != null) {
            return null;
        }
        double millis = Math.max(1, Duration.between(from, to).toMillis());
        return Math.round(millis / done * (row.getLong("bytes") - done) / 1000);
    }

    private static long rate(long lines, @Nullable Instant from, @Nullable Instant to) {
        if (from == null || to == null) {
            return 0;
        }
        return lines * 1000 / Math.max(1, Duration.between(from, to).toMillis());
    }

    private Tally tally(ResultSet row) throws SQLException {
        return new Tally(
                row.getLong("lines"),
                row.getLong("accepted"),
                row.getLong("numbered"),
                row.getLong("awaiting_number"),
                row.getLong("in_review"),
                row.getLong("rejected"),
                row.getLong("already_known"),
                row.getLong("normalised"),
                json.readValue(row.getString("rejects_by_code"), COUNTS),
                json.readValue(row.getString("reviews_by_code"), COUNTS),
                json.readValue(row.getString("awaiting_by_code"), COUNTS));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
