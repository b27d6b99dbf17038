package vn.dancu.card.production;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.production.CardMaker.Made;

/** Machines, runs, their segments and lines in the database. */
@Repository
class Runs {
    private final JdbcClient jdbc;

    Runs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum State {
        /** Applications are taken and cards made. */
        PREPARING,
        /** The job file is complete; results come in. */
        READY,
        /** Each line has its end. */
        CLOSED,
        /** Called back: none of its cards goes out. */
        RECALLED
    }

    /** Which run is made first; within one kind the one that began first. */
    enum Priority {
        URGENT,
        NORMAL
    }

    /** A run as it stands. */
    @SuppressWarnings("ArrayRecordComponent")
    record Run(
            UUID runId,
            int version,
            State state,
            String machineId,
            Optional<String> province,
            Priority priority,
            int asked,
            Optional<UUID> lookedTo,
            byte[] terminalPublic,
            Optional<byte[]> terminalPrivate,
            String createdBy,
            Instant createdAt) {
        @Override
        public String toString() {
            return "Run[" + runId + ", " + state + "]";
        }
    }

    /** One line as it stands. */
    record Line(
            int line,
            UUID applicationId,
            UUID personId,
            Optional<UUID> cardId,
            String state,
            Optional<byte[]> challenge,
            Optional<byte[]> nationalDigest,
            Optional<byte[]> fingersDigest,
            Optional<UUID> captureId,
            Optional<String> chipSerial,
            Optional<String> reason,
            Instant changedAt) {
        @Override
        public String toString() {
            return "Line[" + line + ", " + state + "]";
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Machine(String machineId, byte[] certificate, boolean withdrawn) {}

    /** Whether it was not known before. */
    boolean enrol(String machineId, byte[] certificate, String officer, Instant at) {
        return jdbc.sql(
                                """
                                insert into production_machine
                                    (machine_id, certificate, enrolled_by, enrolled_at)
                                values (:id, :certificate, :officer, :at)
                                on conflict do nothing
                                """)
                        .param("id", machineId)
                        .param("certificate", certificate)
                        .param("officer", officer)
                        .param("at", Timestamp.from(at))
                        .update()
                == 1;
    }

    Optional<Machine> machine(String machineId) {
        return jdbc.sql("select * from production_machine where machine_id = :id")
                .param("id", machineId)
                .query(
                        (row, n) ->
                                new Machine(
                                        row.getString("machine_id"),
                                        row.getBytes("certificate"),
                                        row.getTimestamp("withdrawn_at") != null))
                .optional();
    }

    void create(Run run) {
        jdbc.sql(
                        """
                        insert into production_run (run_id, version, state, machine_id, province,
                            priority, asked, terminal_public, terminal_private, created_by, created_at)
                        values (:run, 1, 'PREPARING', :machine, :province, :priority, :asked,
                            :public, :private, :officer, :at)
                        """)
                .param("run", run.runId())
                .param("machine", run.machineId())
                .param("province", run.province().orElse(null), Types.VARCHAR)
                .param("priority", run.priority().name())
                .param("asked", run.asked())
                .param("public", run.terminalPublic())
                .param("private", run.terminalPrivate().orElseThrow())
                .param("officer", run.createdBy())
                .param("at", Timestamp.from(run.createdAt()))
                .update();
    }

    Optional<Run> find(UUID runId) {
        return jdbc.sql("select * from production_run where run_id = :run")
                .param("run", runId)
                .query((row, n) -> run(row))
                .optional();
    }

    /** Locks the run until the transaction ends: one step at a time, over all instances. */
    Optional<Run> lock(UUID runId) {
        return jdbc.sql("select * from production_run where run_id = :run for update")
                .param("run", runId)
                .query((row, n) -> run(row))
                .optional();
    }

    /**
     * The run to go on with: urgent before normal, then the one that began first.
     *
     * @param except runs that wait for now
     */
    Optional<UUID> nextToPrepare(Set<UUID> except) {
        return jdbc.sql(
                        """
                        select run_id from production_run
                        where state = 'PREPARING' and run_id <> all(:except)
                        order by (priority = 'NORMAL'), created_at limit 1
                        """)
                .param("except", except.toArray(UUID[]::new))
                .query(UUID.class)
                .optional();
    }

    /** The runs of a machine that are not over, in the order in which they are to be made. */
    List<Run> queue(String machineId, int limit) {
        return jdbc.sql(
                        """
                        select * from production_run
                        where machine_id = :machine and state in ('PREPARING', 'READY')
                        order by (priority = 'NORMAL'), created_at limit :limit
                        """)
                .param("machine", machineId)
                .param("limit", limit)
                .query((row, n) -> run(row))
                .list();
    }

    /** Runs that were called back and have lines that were not yet. */
    List<UUID> recalling() {
        return jdbc.sql(
                        """
                        select run_id from production_run r
                        where state = 'RECALLED' and exists (select 1 from production_line l
                            where l.run_id = r.run_id
                              and l.state in ('TAKEN', 'MADE', 'READ_BACK'))
                        limit 10
                        """)
                .query(UUID.class)
                .list();
    }

    List<Line> notRecalled(UUID runId, int limit) {
        return jdbc.sql(
                        """
                        select * from production_line
                        where run_id = :run and state in ('TAKEN', 'MADE', 'READ_BACK')
                        order by line limit :limit for update
                        """)
                .param("run", runId)
                .param("limit", limit)
                .query((row, n) -> line(row))
                .list();
    }

    List<Run> page(Optional<UUID> after, int limit) {
        return jdbc.sql(
                        """
                        select * from production_run
                        where :after::uuid is null or run_id < :after::uuid
                        order by run_id desc limit :limit
                        """)
                .param("after", after.orElse(null), Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> run(row))
                .list();
    }

    /** How many lines are in each state: the progress of the run. */
    Map<String, Integer> counts(UUID runId) {
        Map<String, Integer> counts = new TreeMap<>();
        jdbc.sql(
                        """
                        select state, count(*) as total from production_line
                        where run_id = :run group by state
                        """)
                .param("run", runId)
                .query((row, n) -> counts.put(row.getString("state"), row.getInt("total")))
                .list();
        return counts;
    }

    int lines(UUID runId) {
        return jdbc.sql("select coalesce(max(line), 0) from production_line where run_id = :run")
                .param("run", runId)
                .query(Integer.class)
                .single();
    }

    /**
     * Takes an application into a run.
     *
     * @return false if another run has it
     */
    boolean take(UUID runId, int line, UUID applicationId, UUID personId, Instant at) {
        return jdbc.sql(
                                """
                                insert into production_line
                                    (run_id, line, application_id, person_id, state, changed_at)
                                values (:run, :line, :application, :person, 'TAKEN', :at)
                                on conflict do nothing
                                """)
                        .param("run", runId)
                        .param("line", line)
                        .param("application", applicationId)
                        .param("person", personId)
                        .param("at", Timestamp.from(at))
                        .update()
                == 1;
    }

    void lookedTo(UUID runId, UUID applicationId) {
        jdbc.sql("update production_run set looked_to = :to where run_id = :run")
                .param("to", applicationId)
                .param("run", runId)
                .update();
    }

    List<Line> taken(UUID runId, int limit) {
        return jdbc.sql(
                        """
                        select * from production_line where run_id = :run and state = 'TAKEN'
                        order by line limit :limit
                        """)
                .param("run", runId)
                .param("limit", limit)
                .query((row, n) -> line(row))
                .list();
    }

    List<Line> page(UUID runId, int after, int limit) {
        return jdbc.sql(
                        """
                        select * from production_line where run_id = :run and line > :after
                        order by line limit :limit
                        """)
                .param("run", runId)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> line(row))
                .list();
    }

    Optional<Line> lockLine(UUID runId, int line) {
        return jdbc.sql(
                        """
                        select * from production_line where run_id = :run and line = :line
                        for update
                        """)
                .param("run", runId)
                .param("line", line)
                .query((row, n) -> line(row))
                .optional();
    }

    int addSegment(UUID runId, byte[] key) {
        return jdbc.sql(
                        """
                        insert into production_segment (run_id, segment, key)
                        select :run, coalesce(max(segment), 0) + 1, :key
                        from production_segment where run_id = :run
                        returning segment
                        """)
                .param("run", runId)
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    /**
     * What a line became.
     *
     * @param nationalDigest over what data group 13 must say
     * @param captureId where the fingerprints of data group 3 are from
     * @param fingersDigest over them
     */
    @SuppressWarnings("ArrayRecordComponent")
    record MadeLine(
            int line,
            UUID cardId,
            UUID signerId,
            Made made,
            byte[] nationalDigest,
            Optional<UUID> captureId,
            byte[] fingersDigest) {}

    void made(UUID runId, int segment, MadeLine line, Instant at) {
        jdbc.sql(
                        """
                        update production_line
                        set state = 'MADE', card_id = :card, segment = :segment,
                            signer_id = :signer, sealed = :sealed, challenge = :challenge,
                            national_digest = :national, capture_id = :capture,
                            fingers_digest = :fingers, changed_at = :at
                        where run_id = :run and line = :line and state = 'TAKEN'
                        """)
                .param("card", line.cardId())
                .param("segment", segment)
                .param("signer", line.signerId())
                .param("sealed", line.made().sealed())
                .param("challenge", line.made().challenge())
                .param("national", line.nationalDigest())
                .param("capture", line.captureId().orElse(null), Types.OTHER)
                .param("fingers", line.fingersDigest())
                .param("at", Timestamp.from(at))
                .param("run", runId)
                .param("line", line.line())
                .update();
    }

    void drop(UUID runId, int line, String reason, Instant at) {
        end(runId, line, "DROPPED", Optional.empty(), Optional.of(reason), at);
    }

    /** The sealed card, and with it the private keys, is destroyed. */
    void end(
            UUID runId,
            int line,
            String state,
            Optional<String> chipSerial,
            Optional<String> reason,
            Instant at) {
        jdbc.sql(
                        """
                        update production_line
                        set state = :state, sealed = null, reason = :reason, changed_at = :at,
                            chip_serial = coalesce(:chip, chip_serial)
                        where run_id = :run and line = :line
                        """)
                .param("state", state)
                .param("reason", reason.orElse(null), Types.VARCHAR)
                .param("at", Timestamp.from(at))
                .param("chip", chipSerial.orElse(null), Types.VARCHAR)
                .param("run", runId)
                .param("line", line)
                .update();
    }

    void readBack(UUID runId, int line, String chipSerial, String signerSerial, Instant at) {
        jdbc.sql(
                        """
                        update production_line
                        set state = 'READ_BACK', sealed = null, chip_serial = :chip,
                            signer_serial = :signer, changed_at = :at
                        where run_id = :run and line = :line and state = 'MADE'
                        """)
                .param("chip", chipSerial)
                .param("signer", signerSerial)
                .param("at", Timestamp.from(at))
                .param("run", runId)
                .param("line", line)
                .update();
    }

    void ready(UUID runId, Instant at) {
        jdbc.sql(
                        """
                        update production_run
                        set state = 'READY', version = version + 1, ready_at = :at
                        where run_id = :run and state = 'PREPARING'
                        """)
                .param("run", runId)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** Whether a line is still to be made or waits for its result. */
    boolean hasOpenLines(UUID runId) {
        return jdbc.sql(
                        """
                        select exists (select 1 from production_line
                            where run_id = :run and state in ('TAKEN', 'MADE'))
                        """)
                .param("run", runId)
                .query(Boolean.class)
                .single();
    }

    /** Ends a run; what opens protected files is destroyed. */
    void close(UUID runId, String officer, Instant at) {
        jdbc.sql(
                        """
                        update production_run
                        set state = 'CLOSED', version = version + 1, terminal_private = null,
                            ended_at = :at, ended_by = :officer
                        where run_id = :run and state in ('PREPARING', 'READY')
                        """)
                .param("at", Timestamp.from(at))
                .param("officer", officer)
                .param("run", runId)
                .update();
    }

    /** A run is called back even when it was over: its cards may not have left yet. */
    void recall(UUID runId, String officer, String reason, Instant at) {
        jdbc.sql(
                        """
                        update production_run
                        set state = 'RECALLED', version = version + 1, terminal_private = null,
                            ended_at = :at, ended_by = :officer, recall_reason = :reason
                        where run_id = :run and state <> 'RECALLED'
                        """)
                .param("at", Timestamp.from(at))
                .param("officer", officer)
                .param("reason", reason)
                .param("run", runId)
                .update();
    }

    /** What goes into the job file, a page at a time. */
    @SuppressWarnings("ArrayRecordComponent")
    record SealedLine(int line, int segment, byte[] sealed) {}

    List<SealedLine> sealed(UUID runId, int after, int limit) {
        return jdbc.sql(
                        """
                        select line, segment, sealed from production_line
                        where run_id = :run and line > :after and state = 'MADE'
                        order by line limit :limit
                        """)
                .param("run", runId)
                .param("after", after)
                .param("limit", limit)
                .query(
                        (row, n) ->
                                new SealedLine(
                                        row.getInt("line"),
                                        row.getInt("segment"),
                                        row.getBytes("sealed")))
                .list();
    }

    byte[] segmentKey(UUID runId, int segment) {
        return jdbc.sql(
                        """
                        select key from production_segment
                        where run_id = :run and segment = :segment
                        """)
                .param("run", runId)
                .param("segment", segment)
                .query(byte[].class)
                .single();
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getObject("run_id", UUID.class),
                row.getInt("version"),
                State.valueOf(row.getString("state")),
                row.getString("machine_id"),
                Optional.ofNullable(row.getString("province")),
                Priority.valueOf(row.getString("priority")),
                row.getInt("asked"),
                Optional.ofNullable(row.getObject("looked_to", UUID.class)),
                row.getBytes("terminal_public"),
                Optional.ofNullable(row.getBytes("terminal_private")),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant());
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getInt("line"),
                row.getObject("application_id", UUID.class),
                row.getObject("person_id", UUID.class),
                Optional.ofNullable(row.getObject("card_id", UUID.class)),
                row.getString("state"),
                Optional.ofNullable(row.getBytes("challenge")),
                Optional.ofNullable(row.getBytes("national_digest")),
                Optional.ofNullable(row.getBytes("fingers_digest")),
                Optional.ofNullable(row.getObject("capture_id", UUID.class)),
                Optional.ofNullable(row.getString("chip_serial")),
                Optional.ofNullable(row.getString("reason")),
                row.getTimestamp("changed_at").toInstant());
    }
}
