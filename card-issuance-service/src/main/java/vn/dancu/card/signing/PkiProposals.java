package vn.dancu.card.signing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.signing.CertificateProfile.RevocationReason;
import vn.dancu.platform.problem.ProblemException;

/** What one officer proposes to do to signers, and another decides. */
@Repository
class PkiProposals {
    private final JdbcClient jdbc;

    PkiProposals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum Command {
        ISSUE_COUNTRY_SIGNER,
        ISSUE_SIGNER,
        REVOKE_SIGNER,
        /** Out of turn: the list is renewed by itself when half its time is over. */
        ISSUE_CRL
    }

    enum State {
        PROPOSED,
        APPROVED,
        REFUSED
    }

    /**
     * @param kind of the signer to be issued
     * @param certificateId of the signer to be revoked
     */
    record Order(
            Command command,
            Optional<CertificateKind> kind,
            Optional<UUID> certificateId,
            Optional<RevocationReason> reason,
            String evidence) {}

    record Proposal(
            UUID proposalId,
            Command command,
            @Nullable CertificateKind kind,
            @Nullable UUID certificateId,
            @Nullable RevocationReason reason,
            String evidence,
            State state,
            String proposedBy,
            Instant proposedAt,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable String note,
            @Nullable UUID issued) {}

    /**
     * @throws ProblemException 409 {@code proposal_open} if the same waits already
     */
    UUID add(Order order, String officer, Instant at) {
        return jdbc.sql(
                        """
                        insert into pki_proposal (command, kind, certificate_id, reason, evidence,
                            state, proposed_by, proposed_at)
                        values (:command, :kind, :certificate, :reason, :evidence, 'PROPOSED',
                            :officer, :at)
                        on conflict do nothing returning proposal_id
                        """)
                .param("command", order.command().name())
                .param("kind", order.kind().map(Enum::name).orElse(null), Types.VARCHAR)
                .param("certificate", order.certificateId().orElse(null), Types.OTHER)
                .param("reason", order.reason().map(Enum::name).orElse(null), Types.VARCHAR)
                .param("evidence", order.evidence())
                .param("officer", officer)
                .param("at", Timestamp.from(at))
                .query(UUID.class)
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.conflict(
                                        "proposal_open", "The same waits for its decision."));
    }

    Optional<Proposal> find(UUID proposalId) {
        return one(proposalId, "");
    }

    Optional<Proposal> lock(UUID proposalId) {
        return one(proposalId, " for update");
    }

    private Optional<Proposal> one(UUID proposalId, String locking) {
        return jdbc.sql("select * from pki_proposal where proposal_id = :id" + locking)
                .param("id", proposalId)
                .query((row, n) -> proposal(row))
                .optional();
    }

    /** The latest first. */
    List<Proposal> list(State state, int limit) {
        return jdbc.sql(
                        """
                        select * from pki_proposal where state = :state
                        order by proposal_id desc limit :limit
                        """)
                .param("state", state.name())
                .param("limit", limit)
                .query((row, n) -> proposal(row))
                .list();
    }

    void decide(
            UUID proposalId,
            State state,
            String officer,
            Optional<String> note,
            Optional<UUID> issued,
            Instant at) {
        jdbc.sql(
                        """
                        update pki_proposal
                        set state = :state, decided_by = :officer, decided_at = :at, note = :note,
                            issued = :issued
                        where proposal_id = :id and state = 'PROPOSED'
                        """)
                .param("state", state.name())
                .param("officer", officer)
                .param("at", Timestamp.from(at))
                .param("note", note.orElse(null), Types.VARCHAR)
                .param("issued", issued.orElse(null), Types.OTHER)
                .param("id", proposalId)
                .update();
    }

    private static Proposal proposal(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        String reason = row.getString("reason");
        Timestamp decided = row.getTimestamp("decided_at");
        return new Proposal(
                row.getObject("proposal_id", UUID.class),
                Command.valueOf(row.getString("command")),
                kind == null ? null : CertificateKind.valueOf(kind),
                row.getObject("certificate_id", UUID.class),
                reason == null ? null : RevocationReason.valueOf(reason),
                row.getString("evidence"),
                State.valueOf(row.getString("state")),
                row.getString("proposed_by"),
                row.getTimestamp("proposed_at").toInstant(),
                row.getString("decided_by"),
                decided == null ? null : decided.toInstant(),
                row.getString("note"),
                row.getObject("issued", UUID.class));
    }
}
