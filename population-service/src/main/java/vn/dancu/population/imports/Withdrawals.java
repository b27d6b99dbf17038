package vn.dancu.population.imports;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.population.acts.Evidence;

/** Withdrawals of imports on record: who decided them, and how far each is. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
class Withdrawals {
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private static final String APPROVED =
            """
            select w.withdrawal_id, w.import_id, w.evidence, w.first_officer, w.second_officer,
                w.sealed_at is not null as sealed, w.after_id, w.batches, i.chunks, i.next_line,
                greatest(coalesce(i.asked_to, 1), i.next_line) as asked_to
            from import_withdrawal w join import i using (import_id)
            where w.state = 'APPROVED'
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    Withdrawals(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** An import, held until the transaction ends. */
    record Held(String state, boolean withdrawing, boolean withdrawn, long stored) {
        boolean isOpen() {
            return !state.equals("COMPLETED") && !state.equals("FAILED");
        }
    }

    Optional<Held> holdImport(UUID importId) {
        return jdbc.sql(
                        """
                        select state, withdrawing_at is not null as withdrawing,
                            withdrawn_at is not null as withdrawn,
                            lines - rejected - already_known as stored
                        from import where import_id = :id for update
                        """)
                .param("id", importId)
                .query(Held.class)
                .optional();
    }

    void propose(UUID importId, String reason, Evidence evidence, String officer) {
        jdbc.sql(
                        """
                        insert into import_withdrawal (withdrawal_id, import_id, state, reason,
                            evidence, first_officer, proposed_at, after_id, people)
                        values (:id, :import, 'PROPOSED', :reason, cast(:evidence as jsonb),
                            :officer, :now, :import, 0)
                        """)
                .param("id", UUID.randomUUID())
                .param("import", importId)
                .param("reason", reason)
                .param("evidence", json.writeValueAsString(evidence))
                .param("officer", officer)
                .param("now", now())
                .update();
    }

    /** The one that is open, else the last one. */
    Optional<Withdrawal> last(UUID importId) {
        return jdbc.sql(
                        """
                        select * from import_withdrawal where import_id = :id
                        order by state in ('PROPOSED', 'APPROVED') desc, proposed_at desc limit 1
                        """)
                .param("id", importId)
                .query(this::row)
                .optional();
    }

    private Withdrawal row(ResultSet row, int n) throws SQLException {
        String dependents = row.getString("dependents");
        return new Withdrawal(
                row.getObject("withdrawal_id", UUID.class),
                row.getObject("import_id", UUID.class),
                Withdrawal.State.valueOf(row.getString("state")),
                row.getString("reason"),
                json.readValue(row.getString("evidence"), Evidence.class),
                row.getString("first_officer"),
                row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
                row.getString("second_officer"),
                Imports.instant(row, "decided_at"),
                row.getString("remark"),
                dependents == null ? null : json.readValue(dependents, Dependents.Report.class),
                row.getString("waits_for"),
                row.getLong("people"),
                row.getLong("done"),
                row.getLong("cancelled"),
                row.getLong("released"),
                json.readValue(row.getString("unclear"), COUNTS),
                Imports.instant(row, "finished_at"));
    }

    /** From now on nobody changes the import's people, and other imports wait. */
    void approve(Withdrawal proposed, String officer, long people) {
        decide(proposed, Withdrawal.State.APPROVED, officer, null);
        jdbc.sql("update import_withdrawal set people = :people where withdrawal_id = :id")
                .param("people", people)
                .param("id", proposed.withdrawalId())
                .update();
        jdbc.sql("update import set withdrawing_at = :now where import_id = :id")
                .param("now", now())
                .param("id", proposed.importId())
                .update();
    }

    /**
     * @param officer the second one; nobody where the first one retracts
     */
    void decide(
            Withdrawal proposed,
            Withdrawal.State state,
            @Nullable String officer,
            @Nullable String remark) {
        jdbc.sql(
                        """
                        update import_withdrawal set state = :state, second_officer = :officer,
                            decided_at = :now, remark = :remark
                        where withdrawal_id = :id
                        """)
                .param("state", state.name())
                .param("officer", officer, java.sql.Types.VARCHAR)
                .param("now", now())
                .param("remark", remark, java.sql.Types.VARCHAR)
                .param("id", proposed.withdrawalId())
                .update();
    }

    /** The import stays as it is. */
    void prevent(Work work, Dependents.Report dependents) {
        jdbc.sql(
                        """
                        update import_withdrawal set state = 'PREVENTED', finished_at = :now,
                            waits_for = null, dependents = cast(:dependents as jsonb)
                        where withdrawal_id = :id
                        """)
                .param("now", now())
                .param("dependents", json.writeValueAsString(dependents))
                .param("id", work.withdrawalId())
                .update();
        jdbc.sql("update import set withdrawing_at = null where import_id = :id")
                .param("id", work.importId())
                .update();
    }

    /**
     * What is to be done and how far it is.
     *
     * @param isSealed whether nothing can come to depend on the import any more
     * @param after everybody up to here is taken back
     * @param nextLine and {@code askedTo}: numbers may have been asked for lines between, which
     *     were never written
     */
    record Work(
            UUID withdrawalId,
            UUID importId,
            String evidence,
            String firstOfficer,
            String secondOfficer,
            boolean isSealed,
            UUID after,
            int batches,
            int chunks,
            long nextLine,
            long askedTo) {}

    /** The oldest that is approved, of an import after this one. */
    Optional<Work> next(UUID afterImport) {
        return jdbc.sql(APPROVED + " and w.import_id > :id order by w.import_id limit 1")
                .param("id", afterImport)
                .query(this::work)
                .optional();
    }

    /** How far it is now, locked until the transaction ends. */
    Optional<Work> hold(UUID importId) {
        return jdbc.sql(APPROVED + " and w.import_id = :id for update of w")
                .param("id", importId)
                .query(this::work)
                .optional();
    }

    private Work work(ResultSet row, int n) throws SQLException {
        return new Work(
                row.getObject("withdrawal_id", UUID.class),
                row.getObject("import_id", UUID.class),
                json.readValue(row.getString("evidence"), Evidence.class).reference(),
                row.getString("first_officer"),
                row.getString("second_officer"),
                row.getBoolean("sealed"),
                row.getObject("after_id", UUID.class),
                row.getInt("batches"),
                row.getInt("chunks"),
                row.getLong("next_line"),
                row.getLong("asked_to"));
    }

    /** Nothing depends on it, and from now on nothing can. */
    void seal(Work work) {
        jdbc.sql(
                        """
                        update import_withdrawal set sealed_at = :now, waits_for = null
                        where withdrawal_id = :id
                        """)
                .param("now", now())
                .param("id", work.withdrawalId())
                .update();
    }

    void waiting(UUID withdrawalId, @Nullable String reason) {
        jdbc.sql(
                        """
                        update import_withdrawal set waits_for = :reason
                        where withdrawal_id = :id and waits_for is distinct from :reason
                        """)
                .param("reason", reason, java.sql.Types.VARCHAR)
                .param("id", withdrawalId)
                .update();
    }

    /** Moves the checkpoint, in the transaction that closes the records. */
    void advance(Work work, UUID to, int people, LedgerWithdrawals.Ended numbers) {
        jdbc.sql(
                        """
                        update import_withdrawal set after_id = :to, done = done + :people,
                            batches = batches + 1, cancelled = cancelled + :cancelled,
                            released = released + :released, waits_for = null,
                            unclear = cast(:unclear as jsonb)
                        where withdrawal_id = :id
                        """)
                .param("to", to)
                .param("people", people)
                .param("cancelled", numbers.cancelled())
                .param("released", numbers.released().size())
                .param("unclear", json.writeValueAsString(merged(work, numbers.unclear())))
                .param("id", work.withdrawalId())
                .update();
    }

    private Map<String, Long> merged(Work work, Map<String, Long> more) {
        Map<String, Long> all =
                new java.util.TreeMap<>(
                        jdbc.sql("select unclear from import_withdrawal where withdrawal_id = :id")
                                .param("id", work.withdrawalId())
                                .query((row, n) -> json.readValue(row.getString(1), COUNTS))
                                .single());
        more.forEach((code, count) -> all.merge(code, count, Long::sum));
        return all;
    }

    /** Everybody is taken back: the same bytes may come again. */
    void complete(Work work) {
        jdbc.sql(
                        """
                        update import_withdrawal set state = 'COMPLETED', finished_at = :now,
                            waits_for = null
                        where withdrawal_id = :id
                        """)
                .param("now", now())
                .param("id", work.withdrawalId())
                .update();
        jdbc.sql("update import set withdrawn_at = :now where import_id = :id")
                .param("now", now())
                .param("id", work.importId())
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
