package vn.dancu.card.cards;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.chip.CardAccessNumber;
import vn.dancu.card.chip.QrPayload;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardSerial;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.Place;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;

/** The made cards. Each change of state is one guarded UPDATE and, where it matters, one event. */
@Repository
public class Cards {
    static final String TOPIC = "card.cards.v1";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Outbox outbox;

    Cards(JdbcClient jdbc, JsonMapper json, Outbox outbox) {
        this.jdbc = jdbc;
        this.json = json;
        this.outbox = outbox;
    }

    /** Stores a made card, not yet in force. Within the transaction of the application. */
    public void store(NewCard card, UUID applicationId, Place residence) {
        IssuedFacts facts = card.facts();
        jdbc.sql(
                        """
                        insert into card_serial (serial, person_id, card_id)
                        values (:serial, :person, :card)
                        """)
                .param("serial", facts.serial().text())
                .param("person", card.personId())
                .param("card", card.cardId())
                .update();
        jdbc.sql("insert into card_person (card_id, person_id) values (:card, :person)")
                .param("card", card.cardId())
                .param("person", card.personId())
                .update();
        jdbc.sql(
                        """
                        insert into card (person_id, card_id, application_id, version, state, serial,
                            issued_on, expires_on, province, district, commune, facts, features,
                            specimen, mrz, qr, access_number, portrait, digest)
                        values (:person, :card, :application, 1, 'PRODUCED', :serial,
                            :issued, :expires, :province, :district, :commune, :facts::jsonb,
                            :features, :specimen, :mrz, :qr, :access, :portrait, :digest)
                        """)
                .param("person", card.personId())
                .param("card", card.cardId())
                .param("application", applicationId)
                .param("serial", facts.serial().text())
                .param("issued", facts.issued())
                .param("expires", facts.expiry().orElse(null), Types.DATE)
                .param("province", residence.province())
                .param("district", residence.district().orElse(null), Types.VARCHAR)
                .param("commune", residence.commune().orElse(null), Types.VARCHAR)
                .param("facts", json.writeValueAsString(facts.holder()))
                .param("features", facts.features().orElse(null), Types.VARCHAR)
                .param("specimen", facts.specimen())
                .param("mrz", String.join("\n", card.mrz().lines()))
                .param("qr", card.qr().text())
                .param("access", card.accessNumber().digits())
                .param("portrait", card.portrait().orElse(null), Types.BINARY)
                .param("digest", card.digest())
                .update();
    }

    /** Puts a made card in force; the one before it ends. A person has one active card. */
    public void activate(UUID personId, UUID cardId, Instant at) {
        revokeActive(personId, EndReason.REPLACED, at);
        int version =
                jdbc.sql(
                                """
                                update card
                                set state = 'ACTIVE', version = version + 1, activated_at = :at
                                where person_id = :person and card_id = :card
                                  and state = 'PRODUCED'
                                returning version
                                """)
                        .param("person", personId)
                        .param("card", cardId)
                        .param("at", Timestamp.from(at))
                        .query(Integer.class)
                        .optional()
                        .orElseThrow(() -> new IllegalStateException("no made card to activate"));
        outbox.append(
                new OutgoingEvent(
                        TOPIC,
                        cardId.toString(),
                        "card.card-activated.v1",
                        version,
                        new CardActivated(cardId, personId)));
    }

    /** Ends a person's card in force, if there is one. Doing it again changes nothing. */
    public void revokeActive(UUID personId, EndReason reason, Instant at) {
        record Ended(UUID cardId, int version) {}
        jdbc.sql(
                        """
                        update card
                        set state = 'REVOKED', version = version + 1, ended_at = :at,
                            end_reason = :reason
                        where person_id = :person and state = 'ACTIVE'
                        returning card_id, version
                        """)
                .param("person", personId)
                .param("at", Timestamp.from(at))
                .param("reason", reason.code())
                .query(
                        (row, n) ->
                                new Ended(
                                        row.getObject("card_id", UUID.class),
                                        row.getInt("version")))
                .optional()
                .ifPresent(
                        ended ->
                                outbox.append(
                                        new OutgoingEvent(
                                                TOPIC,
                                                ended.cardId().toString(),
                                                "card.card-revoked.v1",
                                                ended.version(),
                                                new CardRevoked(
                                                        ended.cardId(), personId, reason.code()))));
    }

    /** Voids a made card that never came into force: nobody was told of it. */
    public void voidProduced(UUID personId, UUID cardId, EndReason reason, Instant at) {
        jdbc.sql(
                        """
                        update card
                        set state = 'VOID', version = version + 1, ended_at = :at,
                            end_reason = :reason
                        where person_id = :person and card_id = :card and state = 'PRODUCED'
                        """)
                .param("person", personId)
                .param("card", cardId)
                .param("at", Timestamp.from(at))
                .param("reason", reason.code())
                .update();
    }

    /** The chip was read back and found to be as it must be. */
    public void readBack(UUID personId, UUID cardId, Instant at) {
        jdbc.sql(
                        """
                        update card set read_back_at = :at
                        where person_id = :person and card_id = :card and state = 'PRODUCED'
                        """)
                .param("person", personId)
                .param("card", cardId)
                .param("at", Timestamp.from(at))
                .update();
    }

    /**
     * No card passes its quality check unread.
     *
     * @throws ProblemException 422 {@code chip_not_read_back}
     */
    public void requireReadBack(UUID personId, UUID cardId) {
        boolean read =
                jdbc.sql(
                                """
                                select read_back_at is not null from card
                                where person_id = :person and card_id = :card
                                """)
                        .param("person", personId)
                        .param("card", cardId)
                        .query(Boolean.class)
                        .optional()
                        .orElse(false);
        if (!read) {
            throw ProblemException.refused(
                    "chip_not_read_back", "The chip of this card has not been read back.");
        }
    }

    /**
     * A made card, as it was printed.
     *
     * @throws ProblemException 500 {@code card_data_altered} if what is stored is not what was made
     */
    public NewCard made(UUID cardId) {
        return find(cardId)
                .orElseThrow(() -> new IllegalStateException("a card of a run is stored"))
                .printed();
    }

    public boolean hasActive(UUID personId) {
        return jdbc.sql(
                        """
                        select exists (
                            select 1 from card where person_id = :person and state = 'ACTIVE')
                        """)
                .param("person", personId)
                .query(Boolean.class)
                .single();
    }

    /**
     * @throws ProblemException 500 {@code card_data_altered} if what is stored is not what was made
     */
    Optional<StoredCard> find(UUID cardId) {
        return jdbc.sql("select person_id from card_person where card_id = :card")
                .param("card", cardId)
                .query(UUID.class)
                .optional()
                .flatMap(person -> find(person, cardId));
    }

    private Optional<StoredCard> find(UUID personId, UUID cardId) {
        return jdbc.sql("select * from card where person_id = :person and card_id = :card")
                .param("person", personId)
                .param("card", cardId)
                .query((row, n) -> stored(row))
                .optional();
    }

    private StoredCard stored(ResultSet row) throws SQLException {
        NewCard printed = printed(row);
        if (!Arrays.equals(printed.digest(), row.getBytes("digest"))) {
            throw ProblemException.of(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "card_data_altered",
                    "What is stored of this card is not what was made.");
        }
        return new StoredCard(
                printed,
                row.getObject("application_id", UUID.class),
                row.getInt("version"),
                CardState.valueOf(row.getString("state")),
                instant(row, "activated_at"),
                instant(row, "ended_at"),
                Optional.ofNullable(row.getString("end_reason")),
                new Place(
                        row.getString("province"),
                        Optional.ofNullable(row.getString("district")),
                        Optional.ofNullable(row.getString("commune")),
                        Optional.empty()));
    }

    private NewCard printed(ResultSet row) throws SQLException {
        List<String> mrz = row.getString("mrz").lines().toList();
        return new NewCard(
                row.getObject("card_id", UUID.class),
                row.getObject("person_id", UUID.class),
                new IssuedFacts(
                        json.readValue(row.getString("facts"), CardFacts.class),
                        new CardSerial(row.getString("serial")),
                        row.getObject("issued_on", LocalDate.class),
                        Optional.ofNullable(row.getObject("expires_on", LocalDate.class)),
                        Optional.ofNullable(row.getString("features")),
                        row.getBoolean("specimen")),
                new Td1(mrz.get(0), mrz.get(1), mrz.get(2)),
                new QrPayload(row.getString("qr")),
                new CardAccessNumber(row.getString("access_number")),
                Optional.ofNullable(row.getBytes("portrait")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    /** What relying parties may know of a serial, without personal data. */
    List<KnownStatus> statuses(List<String> serials) {
        return jdbc.sql(
                        """
                        select s.serial, c.state, c.expires_on
                        from card_serial s
                        join card c on c.person_id = s.person_id and c.card_id = s.card_id
                        where s.serial = any(:serials)
                        """)
                .param("serials", serials.toArray(String[]::new))
                .query(
                        (row, n) ->
                                new KnownStatus(
                                        row.getString("serial"),
                                        CardState.valueOf(row.getString("state")),
                                        Optional.ofNullable(
                                                row.getObject("expires_on", LocalDate.class))))
                .list();
    }

    /** A person's card in force, else the one that ended last; or the one of a serial. */
    Optional<KnownStatus> statusOf(UUID personId, Optional<String> serial) {
        return jdbc.sql(
                        """
                        select serial, state, expires_on from card
                        where person_id = :person and state in ('ACTIVE', 'REVOKED')
                            and (:serial::text is null or serial = :serial)
                        order by state = 'ACTIVE' desc, activated_at desc nulls last limit 1
                        """)
                .param("person", personId)
                .param("serial", serial.orElse(null), Types.VARCHAR)
                .query(
                        (row, n) ->
                                new KnownStatus(
                                        row.getString("serial"),
                                        CardState.valueOf(row.getString("state")),
                                        Optional.ofNullable(
                                                row.getObject("expires_on", LocalDate.class))))
                .optional();
    }

    record KnownStatus(String serial, CardState state, Optional<LocalDate> expiry) {}

    /** {@code card.card-activated.v1}. */
    record CardActivated(UUID cardId, UUID personId) {}

    /** {@code card.card-revoked.v1}. */
    record CardRevoked(UUID cardId, UUID personId, String reason) {}
}
