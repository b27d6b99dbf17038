package vn.dancu.idnumber.life;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.ledger.IssuedNumber;
import vn.dancu.idnumber.model.Bucket;

/** The proposals of communes, and what the agency decided on them. */
@Component
class Proposals {
    private final JdbcClient jdbc;

    Proposals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @return whether it was added: a number has one open proposal at most
     */
    boolean add(Proposal proposal) {
        Bucket bucket = proposal.bucket();
        return jdbc.sql(
                                """
                                insert into proposal (proposal_id, kind, item_id, number,
                                    owner_item_id, bucket, reason, evidence, proposed_by, agency,
                                    territory, proposed_at)
                                values (:id, :kind, :item, :number, :owner, :bucket,
                                    :reason, :evidence, :by, :agency, :territory, :at)
                                    on conflict (number) where state = 'proposed' do nothing
                                """)
                        .param("id", proposal.proposalId())
                        .param("kind", proposal.kind())
                        .param("item", proposal.personId())
                        .param("number", Long.valueOf(proposal.number().digits()))
                        .param("owner", proposal.ownerId(), Types.OTHER)
                        .param("bucket", bucket == null ? null : bucket.fixedDigits())
                        .param("reason", proposal.reason())
                        .param("evidence", proposal.evidence())
                        .param("by", proposal.proposedBy())
                        .param("agency", proposal.agency())
                        .param("territory", proposal.territory())
                        .param("at", proposal.proposedAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    Optional<Proposal> find(UUID id, boolean hold) {
        return jdbc.sql(
                        "select * from proposal where proposal_id = :id"
                                + (hold ? " for update" : ""))
                .param("id", id)
                .query((row, index) -> read(row))
                .optional();
    }

    /**
     * @param territory only those of officers of this one, where given
     * @param after the last id of the page before
     */
    List<Proposal> page(
            @Nullable ProposalState state,
            @Nullable String territory,
            @Nullable UUID after,
            int limit) {
        return jdbc.sql(
                        """
                        select *
                          from proposal
                         where (cast(:state as text) is null or state = :state)
                           and (cast(:territory as text) is null or territory = :territory)
                           and (cast(:after as uuid) is null
                                or (proposed_at, proposal_id) > (
                                    select proposed_at, proposal_id from proposal
                                     where proposal_id = cast(:after as uuid)))
                         order by proposed_at, proposal_id
                         limit :limit
                        """)
                .param("state", state == null ? null : state.code())
                .param("territory", territory)
                .param("after", after == null ? null : after.toString())
                .param("limit", limit)
                .query((row, index) -> read(row))
                .list();
    }

    void decide(UUID id, ProposalState state, String officer, String decision, Instant now) {
        jdbc.sql(
                        """
                        update proposal
                           set state = :state, decided_by = :officer, decision = :decision,
                               decided_at = :now
                         where proposal_id = :id and state = 'proposed'
                        """)
                .param("id", id)
                .param("state", state.code())
                .param("officer", officer)
                .param("decision", decision)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Proposal read(ResultSet row) throws SQLException {
        int bucket = row.getInt("bucket");
        Bucket from = row.wasNull() ? null : new Bucket(bucket);
        OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new Proposal(
                row.getObject("proposal_id", UUID.class),
                row.getString("kind"),
                row.getObject("item_id", UUID.class),
                IssuedNumber.read(row.getLong("number")),
                row.getObject("owner_item_id", UUID.class),
                from,
                row.getString("reason"),
                row.getString("evidence"),
                ProposalState.ofCode(row.getString("state")),
                row.getString("proposed_by"),
                row.getString("agency"),
                row.getString("territory"),
                row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
                row.getString("decided_by"),
                row.getString("decision"),
                decidedAt == null ? null : decidedAt.toInstant());
    }
}
