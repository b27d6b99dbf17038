package vn.dancu.card.life;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.cards.CardHead;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.Place;
import vn.dancu.platform.problem.ProblemException;

/** What one officer proposes for a card and another decides. */
@Repository
class Proposals {
    private final JdbcClient jdbc;

    Proposals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum State {
        PROPOSED,
        APPROVED,
        REFUSED,
        WITHDRAWN
    }

    record Proposal(
            UUID proposalId,
            UUID personId,
            UUID cardId,
            CardCommand command,
            String reason,
            String evidence,
            State state,
            String proposedBy,
            Instant proposedAt,
            Optional<String> decidedBy,
            Optional<Instant> decidedAt,
            Optional<String> note,
            Place residence) {
        @Override
        public String toString() {
            return "Proposal[" + proposalId + "]";
        }
    }

    /**
     * @throws ProblemException 409 {@code proposal_open} if one waits for this card already
     */
    UUID add(CardHead card, CardLife.Order order, String officer, Instant at) {
        return jdbc.sql(
                        """
                        insert into card_proposal (person_id, card_id, command, reason, evidence,
                            proposed_by, proposed_at, province, district, commune)
                        values (:person, :card, :command, :reason, :evidence, :officer, :at,
                            :province, :district, :commune)
                        on conflict do nothing returning proposal_id
                        """)
                .param("person", card.personId())
                .param("card", card.cardId())
                .param("command", order.command().name())
                .param("reason", order.reason().code())
                .param("evidence", order.evidence())
                .param("officer", officer)
                .param("at", Timestamp.from(at))
                .param("province", card.residence().province())
                .param("district", card.residence().district().orElse(null), Types.VARCHAR)
                .param("commune", card.residence().commune().orElse(null), Types.VARCHAR)
                .query(UUID.class)
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.conflict(
                                        "proposal_open",
                                        "A proposal for this card waits for its decision."));
    }

    Optional<Proposal> find(UUID proposalId) {
        return one(proposalId, "");
    }

    Proposal lock(UUID proposalId) {
        return one(proposalId, " for update").orElseThrow();
    }

    private Optional<Proposal> one(UUID proposalId, String locking) {
        return jdbc.sql("select * from card_proposal where proposal_id = :id" + locking)
                .param("id", proposalId)
                .query((row, n) -> proposal(row))
                .optional();
    }

    /**
     * @throws ProblemException 409 {@code proposal_decided}
     */
    void decide(Proposal proposal, State state, String officer, Optional<String> note, Instant at) {
        int rows =
                jdbc.sql(
                                """
                                update card_proposal
                                set state = :state, decided_by = :officer, decided_at = :at,
                                    note = :note
                                where proposal_id = :id and state = 'PROPOSED'
                                """)
                        .param("state", state.name())
                        .param("officer", officer)
                        .param("at", Timestamp.from(at))
                        .param("note", note.orElse(null), Types.VARCHAR)
                        .param("id", proposal.proposalId())
                        .update();
        if (rows == 0) {
            throw ProblemException.conflict(
                    "proposal_decided", "The proposal has been decided already.");
        }
    }

    /** By the time-ordered id. */
    List<Proposal> list(State state, Optional<UUID> after, int limit) {
        return jdbc.sql(
                        """
                        select * from card_proposal
                        where state = :state
                          and proposal_id > coalesce(:after, cast(:least as uuid))
                        order by proposal_id limit :limit
                        """)
                .param("state", state.name())
                .param("after", after.orElse(null), Types.OTHER)
                .param("least", new UUID(0, 0))
                .param("limit", limit)
                .query((row, n) -> proposal(row))
                .list();
    }

    private static Proposal proposal(ResultSet row) throws SQLException {
        return new Proposal(
                row.getObject("proposal_id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getObject("card_id", UUID.class),
                CardCommand.valueOf(row.getString("command")),
                row.getString("reason"),
                row.getString("evidence"),
                State.valueOf(row.getString("state")),
                row.getString("proposed_by"),
                row.getTimestamp("proposed_at").toInstant(),
                Optional.ofNullable(row.getString("decided_by")),
                Optional.ofNullable(row.getTimestamp("decided_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getString("note")),
                new Place(
                        row.getString("province"),
                        Optional.ofNullable(row.getString("district")),
                        Optional.ofNullable(row.getString("commune")),
                        Optional.empty()));
    }
}
