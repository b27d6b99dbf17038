package vn.dancu.card.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/** Holders who are asked to change their card; told once for each card and reason. */
@Repository
class Invitations {
    static final String TOPIC = "card.invitations.v1";
    private static final UUID NO_CARD = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final Outbox outbox;

    Invitations(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /** {@code card.holder-invited.v1}. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record HolderInvited(UUID personId, Optional<UUID> cardId, String reason) {}

    void invite(UUID person, Optional<UUID> card, String reason, Instant at) {
        jdbc.sql(
                        """
                        insert into holder_invitation (person_id, reason, card_id, sequence,
                            invited_at)
                        select :person, :reason, :card, count(*) + 1, cast(:at as timestamptz)
                        from holder_invitation where person_id = :person
                        on conflict do nothing
                        returning sequence
                        """)
                .param("person", person)
                .param("reason", reason)
                .param("card", card.orElse(NO_CARD))
                .param("at", Timestamp.from(at))
                .query(Integer.class)
                .optional()
                .ifPresent(
                        sequence ->
                                outbox.append(
                                        new OutgoingEvent(
                                                TOPIC,
                                                person.toString(),
                                                "card.holder-invited.v1",
                                                sequence,
                                                new HolderInvited(person, card, reason))));
    }

    List<Invitation> of(UUID person) {
        return jdbc.sql(
                        """
                        select reason, card_id, invited_at from holder_invitation
                        where person_id = :person
                        order by sequence desc
                        limit 100
                        """)
                .param("person", person)
                .query(
                        (row, n) ->
                                new Invitation(
                                        row.getString("reason"),
                                        Optional.of(row.getObject("card_id", UUID.class))
                                                .filter(id -> !id.equals(NO_CARD)),
                                        row.getTimestamp("invited_at").toInstant()))
                .list();
    }

    /** A change that somebody was asked for. */
    record Invitation(String reason, Optional<UUID> cardId, Instant at) {}
}
