package vn.dancu.card.life;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.cards.CardHead;
import vn.dancu.card.cards.Lives;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.LifeReason;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.problem.ProblemException;

/**
 * The revocation of all cards of a compromised document signer. The checkpoint is stored with the
 * cards it is about: a killed worker's job goes on with the next card, by whichever instance.
 */
@Service
class SignerRevocations {
    private static final Logger log = LoggerFactory.getLogger(SignerRevocations.class);

    private final JdbcClient jdbc;
    private final Lives lives;
    private final ActingOfficer officers;
    private final TransactionTemplate transactions;
    private final LifeSettings settings;
    private final Clock clock;

    SignerRevocations(
            JdbcClient jdbc,
            Lives lives,
            ActingOfficer officers,
            TransactionTemplate transactions,
            LifeSettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.lives = lives;
        this.officers = officers;
        this.transactions = transactions;
        this.settings = settings;
        this.clock = clock;
    }

    enum State {
        PROPOSED,
        RUNNING,
        DONE,
        REFUSED
    }

    /**
     * @param total how many cards the signer had signed when the job was approved
     * @param seen how many of them are dealt with
     * @param revoked how many of these were in force, suspended or lost, and are revoked
     */
    record Job(
            UUID jobId,
            String signer,
            String evidence,
            State state,
            String proposedBy,
            Instant proposedAt,
            Optional<String> decidedBy,
            Optional<Instant> finishedAt,
            long total,
            long seen,
            long revoked) {}

    /**
     * @throws ProblemException 422 {@code signer_unknown}; 409 {@code job_open}
     */
    @Transactional
    UUID propose(String signer, String evidence) {
        String officer = officers.current().name();
        if (count(signer) == 0) {
            throw ProblemException.refused(
                    "signer_unknown", "No card was signed by this key.", "/signer");
        }
        return jdbc.sql(
                        """
                        insert into signer_revocation (signer, evidence, proposed_by, proposed_at)
                        values (:signer, :evidence, :officer, :at)
                        on conflict do nothing returning job_id
                        """)
                .param("signer", signer)
                .param("evidence", evidence)
                .param("officer", officer)
                .param("at", Timestamp.from(clock.instant()))
                .query(UUID.class)
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.conflict(
                                        "job_open", "A job for this signer is open already."));
    }

    private long count(String signer) {
        return jdbc.sql("select count(*) from card where document_signer = :signer")
                .param("signer", signer)
                .query(Long.class)
                .single();
    }

    @Transactional
    void approve(UUID jobId) {
        Job job = open(jobId);
        String second = officers.second(job.proposedBy(), Optional.empty()).name();
        jdbc.sql(
                        """
                        update signer_revocation
                        set state = 'RUNNING', decided_by = :officer, decided_at = :at,
                            total = :total
                        where job_id = :id
                        """)
                .param("officer", second)
                .param("at", Timestamp.from(clock.instant()))
                .param("total", count(job.signer()))
                .param("id", jobId)
                .update();
    }

    @Transactional
    void refuse(UUID jobId, String note) {
        Job job = open(jobId);
        String second = officers.second(job.proposedBy(), Optional.empty()).name();
        jdbc.sql(
                        """
                        update signer_revocation
                        set state = 'REFUSED', decided_by = :officer, decided_at = :at, note = :note
                        where job_id = :id
                        """)
                .param("officer", second)
                .param("at", Timestamp.from(clock.instant()))
                .param("note", note)
                .param("id", jobId)
                .update();
    }

    private Job open(UUID jobId) {
        Job job = one(jobId, " for update").orElseThrow(SignerRevocations::notFound);
        if (job.state() != State.PROPOSED) {
            throw ProblemException.conflict("job_decided", "The job has been decided already.");
        }
        return job;
    }

    Job find(UUID jobId) {
        return one(jobId, "").orElseThrow(SignerRevocations::notFound);
    }

    @Scheduled(fixedDelayString = "${dancu.card.life.pause:10s}")
    void run() {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = Boolean.TRUE.equals(transactions.execute(status -> chunk()));
        }
    }

    private boolean chunk() {
        record Running(UUID jobId, String signer, String proposedBy, String decidedBy) {}
        Optional<Running> running =
                jdbc.sql(
                                """
                                select job_id, signer, proposed_by, decided_by
                                from signer_revocation where state = 'RUNNING'
                                order by job_id limit 1 for update skip locked
                                """)
                        .query(Running.class)
                        .optional();
        if (running.isEmpty()) {
            return false;
        }
        Running job = running.get();
        Optional<UUID> after = checkpoint(job.jobId());
        List<CardHead> cards = lives.lockSignedBy(job.signer(), after, settings.chunk());
        Lives.Cause cause =
                new Lives.Cause(
                        LifeReason.SIGNER_COMPROMISED.code(),
                        Optional.of(job.jobId().toString()),
                        job.proposedBy(),
                        Optional.of(job.decidedBy()));
        int revoked = 0;
        for (CardHead card : cards) {
            // Whoever is made but not delivered must never be.
            CardCommand command =
                    card.state() == CardState.PRODUCED ? CardCommand.SPOIL : CardCommand.REVOKE;
            if (command.isAllowedFrom(card.state())) {
                lives.take(card, command, cause, clock.instant());
                revoked++;
            }
        }
        boolean last = cards.size() < settings.chunk();
        Optional<UUID> reached = cards.isEmpty() ? after : Optional.of(cards.getLast().cardId());
        advance(job.jobId(), reached, cards.size(), revoked, last);
        if (last) {
            log.info("job {}: all cards of the signer are dealt with", job.jobId());
        }
        return true;
    }

    private Optional<UUID> checkpoint(UUID jobId) {
        return Optional.ofNullable(
                jdbc.sql("select last_card from signer_revocation where job_id = :id")
                        .param("id", jobId)
                        .query((row, n) -> new Checkpoint(row.getObject("last_card", UUID.class)))
                        .single()
                        .lastCard());
    }

    private record Checkpoint(@org.jspecify.annotations.Nullable UUID lastCard) {}

    private void advance(UUID jobId, Optional<UUID> last, int seen, int revoked, boolean done) {
        jdbc.sql(
                        """
                        update signer_revocation
                        set last_card = :last, seen = seen + :seen, revoked = revoked + :revoked,
                            total = greatest(total, seen + :seen),
                            state = case when :done then 'DONE' else state end,
                            finished_at = case when :done then cast(:at as timestamptz) end
                        where job_id = :id
                        """)
                .param("last", last.orElse(null), java.sql.Types.OTHER)
                .param("seen", seen)
                .param("revoked", revoked)
                .param("done", done)
                .param("at", Timestamp.from(clock.instant()))
                .param("id", jobId)
                .update();
    }

    private Optional<Job> one(UUID jobId, String locking) {
        return jdbc.sql("select * from signer_revocation where job_id = :id" + locking)
                .param("id", jobId)
                .query((row, n) -> job(row))
                .optional();
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getObject("job_id", UUID.class),
                row.getString("signer"),
                row.getString("evidence"),
                State.valueOf(row.getString("state")),
                row.getString("proposed_by"),
                row.getTimestamp("proposed_at").toInstant(),
                Optional.ofNullable(row.getString("decided_by")),
                Optional.ofNullable(row.getTimestamp("finished_at")).map(Timestamp::toInstant),
                row.getLong("total"),
                row.getLong("seen"),
                row.getLong("revoked"));
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("job_not_found", "There is no such job.");
    }
}
