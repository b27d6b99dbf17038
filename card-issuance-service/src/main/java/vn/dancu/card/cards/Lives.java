package vn.dancu.card.cards;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.Place;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/**
 * The steps in the life of cards: the row, its step, its event, in the caller's transaction and
 * under the lock of the row.
 */
@Repository
public class Lives {
    /** Who acts where no officer does. */
    public static final String SERVICE = "card-issuance-service";

    private static final String HEADS =
            """
            select person_id, card_id, version, state, serial, issued_on, expires_on, origin,
                end_reason, province, district, commune
            from card
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;

    Lives(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /**
     * Why a step is taken.
     *
     * @param reason stable snake_case code
     * @param evidence what it rests on, as the officer wrote it
     * @param officer who did it: an officer, a client for the holder, or this service
     */
    public record Cause(
            String reason,
            Optional<String> evidence,
            String officer,
            Optional<String> secondOfficer) {
        public static Cause of(String reason, String officer) {
            return new Cause(reason, Optional.empty(), officer, Optional.empty());
        }
    }

    public Optional<CardHead> find(UUID cardId) {
        return personOf(cardId).flatMap(person -> one(person, cardId, ""));
    }

    /** The card under its lock. */
    public Optional<CardHead> lock(UUID cardId) {
        return personOf(cardId).flatMap(person -> one(person, cardId, " for update"));
    }

    /** All cards of a person, the oldest first; a person has few. */
    public List<CardHead> of(UUID personId) {
        return jdbc.sql(HEADS + "where person_id = :person order by card_id limit 1000")
                .param("person", personId)
                .query((row, n) -> head(row))
                .list();
    }

    public Optional<CardHead> bySerial(String serial) {
        return jdbc.sql("select card_id from card_serial where serial = :serial")
                .param("serial", serial)
                .query(UUID.class)
                .optional()
                .flatMap(this::find);
    }

    /** The person's cards in these states, locked, the oldest first. */
    public List<CardHead> lockOf(UUID personId, Set<CardState> states) {
        return jdbc.sql(
                        HEADS
                                + """
                                where person_id = :person and state = any(:states)
                                order by card_id for update
                                """)
                .param("person", personId)
                .param("states", names(states))
                .query((row, n) -> head(row))
                .list();
    }

    /**
     * Takes one step.
     *
     * @param card as it stands under its lock
     * @throws CardRuleException 409 {@code wrong_state}, {@code stale_version}
     */
    public CardHead take(CardHead card, CardCommand command, Cause cause, Instant at) {
        CardState next = command.from(card.state());
        boolean ends = next.isEnded() && !card.state().isEnded();
        int rows =
                jdbc.sql(
                                """
                                update card
                                set state = :state, version = version + 1,
                                    activated_at = case when :activates then :at
                                        else activated_at end,
                                    ended_at = case when :ends then :at else ended_at end,
                                    end_reason = case when :ends then :reason else end_reason end
                                where person_id = :person and card_id = :card
                                  and version = :version
                                """)
                        .param("state", next.name())
                        .param("activates", command == CardCommand.ACTIVATE)
                        .param("ends", ends)
                        .param("at", Timestamp.from(at))
                        .param("reason", cause.reason())
                        .param("person", card.personId())
                        .param("card", card.cardId())
                        .param("version", card.version())
                        .update();
        if (rows == 0) {
            throw CardRuleException.stale("the card has changed meanwhile");
        }
        CardHead after =
                new CardHead(
                        card.personId(),
                        card.cardId(),
                        card.version() + 1,
                        next,
                        card.serial(),
                        card.issued(),
                        card.expiry(),
                        card.earlier(),
                        ends ? Optional.of(cause.reason()) : card.endReason(),
                        card.residence());
        note(after, command, cause, at);
        tell(after, command, cause.reason());
        return after;
    }

    private void note(CardHead card, CardCommand command, Cause cause, Instant at) {
        jdbc.sql(
                        """
                        insert into card_step (person_id, card_id, version, command, state, at,
                            reason, evidence, officer, second_officer)
                        values (:person, :card, :version, :command, :state, :at, :reason,
                            :evidence, :officer, :second)
                        """)
                .param("person", card.personId())
                .param("card", card.cardId())
                .param("version", card.version())
                .param("command", command.name())
                .param("state", card.state().name())
                .param("at", Timestamp.from(at))
                .param("reason", cause.reason())
                .param("evidence", cause.evidence().orElse(null), Types.VARCHAR)
                .param("officer", cause.officer())
                .param("second", cause.secondOfficer().orElse(null), Types.VARCHAR)
                .update();
    }

    /** A card that never came into force is nobody's business. */
    private void tell(CardHead card, CardCommand command, String reason) {
        switch (command) {
            case SPOIL -> {}
            case ACTIVATE ->
                    append(
                            card,
                            "card.card-activated.v1",
                            new CardActivated(card.cardId(), card.personId()));
            case REVOKE, REPLACE ->
                    append(
                            card,
                            "card.card-revoked.v1",
                            new CardRevoked(card.cardId(), card.personId(), reason));
            case SUSPEND, REINSTATE, REPORT_LOST, RECOVER, EXPIRE, DESTROY ->
                    append(
                            card,
                            "card.card-state-changed.v1",
                            new CardStateChanged(
                                    card.cardId(),
                                    card.personId(),
                                    command.name().toLowerCase(Locale.ROOT),
                                    card.state(),
                                    reason));
        }
    }

    private void append(CardHead card, String type, Object data) {
        outbox.append(
                new OutgoingEvent(
                        Cards.TOPIC, card.cardId().toString(), type, card.version(), data));
    }

    /** Tells that a card in force comes to its end in some days. */
    public void announceExpiry(CardHead card, int daysAhead) {
        append(
                card,
                "card.card-expiry-near.v1",
                new CardExpiryNear(
                        card.cardId(), card.personId(), card.expiry().orElseThrow(), daysAhead));
    }

    /** One step of the past. */
    public record Step(
            int version,
            CardCommand command,
            CardState state,
            Instant at,
            String reason,
            Optional<String> evidence,
            String officer,
            Optional<String> secondOfficer) {}

    /** At most a few dozen: a card has few steps. */
    public List<Step> steps(CardHead card) {
        return jdbc.sql(
                        """
                        select version, command, state, at, reason, evidence, officer,
                            second_officer
                        from card_step where person_id = :person and card_id = :card
                        order by version limit 1000
                        """)
                .param("person", card.personId())
                .param("card", card.cardId())
                .query(
                        (row, n) ->
                                new Step(
                                        row.getInt("version"),
                                        CardCommand.valueOf(row.getString("command")),
                                        CardState.valueOf(row.getString("state")),
                                        row.getTimestamp("at").toInstant(),
                                        row.getString("reason"),
                                        Optional.ofNullable(row.getString("evidence")),
                                        row.getString("officer"),
                                        Optional.ofNullable(row.getString("second_officer"))))
                .list();
    }

    /**
     * Cards that can still be used and whose day of expiry lies in a range, locked, by that day.
     */
    public List<CardHead> lockExpiring(LocalDate from, LocalDate before, int limit) {
        return jdbc.sql(
                        HEADS
                                + """
                                where state in ('ACTIVE', 'SUSPENDED', 'LOST')
                                  and expires_on >= :from and expires_on < :before
                                order by expires_on, card_id
                                limit :limit for update skip locked
                                """)
                .param("from", from)
                .param("before", before)
                .param("limit", limit)
                .query((row, n) -> head(row))
                .list();
    }

    /** Cards that expire from today to a day and whose reminder of that kind was not sent. */
    public List<CardHead> lockUnreminded(LocalDate today, LocalDate to, int daysAhead, int limit) {
        return jdbc.sql(
                        HEADS
                                + """
                                where state in ('ACTIVE', 'SUSPENDED', 'LOST')
                                  and expires_on >= :from and expires_on <= :to
                                  and not exists (
                                      select 1 from card_reminder r
                                      where r.person_id = card.person_id
                                        and r.card_id = card.card_id and r.days_ahead = :days)
                                order by expires_on, card_id
                                limit :limit for update of card skip locked
                                """)
                .param("from", today)
                .param("to", to)
                .param("days", daysAhead)
                .param("limit", limit)
                .query((row, n) -> head(row))
                .list();
    }

    /** Cards that a document signer signed, from an id on, locked. */
    public List<CardHead> lockSignedBy(String signer, Optional<UUID> after, int limit) {
        return jdbc.sql(
                        HEADS
                                + """
                                where document_signer = :signer
                                  and card_id > coalesce(:after, cast(:least as uuid))
                                order by card_id limit :limit for update
                                """)
                .param("signer", signer)
                .param("after", after.orElse(null), Types.OTHER)
                .param("least", new UUID(0, 0))
                .param("limit", limit)
                .query((row, n) -> head(row))
                .list();
    }

    public static Set<CardState> living() {
        return EnumSet.of(CardState.ACTIVE, CardState.SUSPENDED, CardState.LOST);
    }

    private Optional<UUID> personOf(UUID cardId) {
        return jdbc.sql("select person_id from card_person where card_id = :card")
                .param("card", cardId)
                .query(UUID.class)
                .optional();
    }

    private Optional<CardHead> one(UUID personId, UUID cardId, String locking) {
        return jdbc.sql(HEADS + "where person_id = :person and card_id = :card" + locking)
                .param("person", personId)
                .param("card", cardId)
                .query((row, n) -> head(row))
                .optional();
    }

    static String[] names(Set<CardState> states) {
        return states.stream().map(Enum::name).toArray(String[]::new);
    }

    static CardHead head(ResultSet row) throws SQLException {
        return new CardHead(
                row.getObject("person_id", UUID.class),
                row.getObject("card_id", UUID.class),
                row.getInt("version"),
                CardState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("serial")),
                row.getObject("issued_on", LocalDate.class),
                Optional.ofNullable(row.getObject("expires_on", LocalDate.class)),
                row.getString("origin").equals("EARLIER"),
                Optional.ofNullable(row.getString("end_reason")),
                new Place(
                        row.getString("province"),
                        Optional.ofNullable(row.getString("district")),
                        Optional.ofNullable(row.getString("commune")),
                        Optional.empty()));
    }

    /** {@code card.card-activated.v1}. */
    record CardActivated(UUID cardId, UUID personId) {}

    /** {@code card.card-revoked.v1}. */
    record CardRevoked(UUID cardId, UUID personId, String reason) {}

    /** {@code card.card-state-changed.v1}. */
    record CardStateChanged(
            UUID cardId, UUID personId, String command, CardState state, String reason) {}

    /** {@code card.card-expiry-near.v1}. */
    record CardExpiryNear(UUID cardId, UUID personId, LocalDate expiry, int daysAhead) {}
}
