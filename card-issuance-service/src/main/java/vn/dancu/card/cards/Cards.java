package vn.dancu.card.cards;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.chip.CardAccessNumber;
import vn.dancu.card.chip.QrPayload;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardSerial;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.Place;
import vn.dancu.platform.problem.ProblemException;

/** The made cards. Each change of state is one guarded UPDATE and, where it matters, one event. */
@Repository
public class Cards {
    static final String TOPIC = "card.cards.v1";

    private static final Set<CardState> REPLACEABLE =
            EnumSet.of(CardState.ACTIVE, CardState.SUSPENDED, CardState.LOST, CardState.EXPIRED);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Lives lives;

    Cards(JdbcClient jdbc, JsonMapper json, Lives lives) {
        this.jdbc = jdbc;
        this.json = json;
        this.lives = lives;
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
        jdbc.sql(
                        """
                        insert into card_number (number, issued_on, person_id, card_id)
                        values (:number, :issued, :person, :card)
                        """)
                .param("number", facts.holder().number().digits())
                .param("issued", facts.issued())
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

    /**
     * Brings a made card into force; each other card of the person that could be used, or was until
     * it expired, is replaced by it.
     */
    public void activate(UUID personId, UUID cardId, Instant at) {
        end(personId, REPLACEABLE, CardCommand.REPLACE, EndReason.REPLACED, at);
        CardHead made =
                lives.lock(cardId)
                        .filter(card -> card.personId().equals(personId))
                        .orElseThrow(() -> new IllegalStateException("no made card to activate"));
        lives.take(made, CardCommand.ACTIVATE, Lives.Cause.of("delivered", Lives.SERVICE), at);
    }

    /** Ends a person's living card, if there is one. Doing it again changes nothing. */
    public void revokeActive(UUID personId, EndReason reason, Instant at) {
        end(personId, Lives.living(), CardCommand.REVOKE, reason, at);
    }

    private void end(
            UUID personId, Set<CardState> states, CardCommand how, EndReason reason, Instant at) {
        for (CardHead card : lives.lockOf(personId, states)) {
            lives.take(card, how, Lives.Cause.of(reason.code(), Lives.SERVICE), at);
        }
    }

    /** Voids a made card that never came into force: nobody was told of it. */
    public void voidProduced(UUID personId, UUID cardId, EndReason reason, Instant at) {
        lives.lock(cardId)
                .filter(card -> card.personId().equals(personId))
                .filter(card -> card.state() == CardState.PRODUCED)
                .ifPresent(
                        card ->
                                lives.take(
                                        card,
                                        CardCommand.SPOIL,
                                        Lives.Cause.of(reason.code(), Lives.SERVICE),
                                        at));
    }

    /** Says which document signer signed the chip, once; for the day it can be trusted no more. */
    public void signedBy(UUID personId, UUID cardId, String signer) {
        jdbc.sql(
                        """
                        update card set document_signer = :signer
                        where person_id = :person and card_id = :card
                        """)
                .param("signer", signer)
                .param("person", personId)
                .param("card", cardId)
                .update();
    }

    /**
     * The chip was read back and found to be as it must be.
     *
     * @param fingers the capture whose fingerprints it has; none: it has none
     */
    public void readBack(UUID personId, UUID cardId, Optional<UUID> fingers, Instant at) {
        jdbc.sql(
                        """
                        update card set read_back_at = :at, fingers_of = :fingers
                        where person_id = :person and card_id = :card and state = 'PRODUCED'
                        """)
                .param("person", personId)
                .param("card", cardId)
                .param("fingers", fingers.orElse(null), Types.OTHER)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** The capture whose fingerprints the chip of this card has. */
    public Optional<UUID> fingersOf(UUID personId, UUID cardId) {
        return jdbc.sql(
                        """
                        select fingers_of from card
                        where person_id = :person and card_id = :card and fingers_of is not null
                        """)
                .param("person", personId)
                .param("card", cardId)
                .query(UUID.class)
                .optional();
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

    /** Whether the person has, or had until it expired, a card: the next is not the first. */
    public boolean hasActive(UUID personId) {
        return jdbc.sql(
                        """
                        select exists (
                            select 1 from card where person_id = :person
                              and state in ('ACTIVE', 'SUSPENDED', 'LOST', 'EXPIRED'))
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
        return jdbc.sql(
                        """
                        select * from card
                        where person_id = :person and card_id = :card and origin = 'ISSUED'
                        """)
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

    /** What relying parties may know of serials, without personal data. */
    List<KnownStatus> statuses(List<String> serials) {
        return jdbc.sql(
                        """
                        select s.serial as key, c.state, c.expires_on
                        from card_serial s
                        join card c on c.person_id = s.person_id and c.card_id = s.card_id
                        where s.serial = any(:serials)
                        """)
                .param("serials", serials.toArray(String[]::new))
                .query((row, n) -> known(row))
                .list();
    }

    /** A person's card that may be used, else the one that ended last; or the one of a serial. */
    Optional<KnownStatus> statusOf(UUID personId, Optional<String> serial) {
        return jdbc.sql(
                        """
                        select coalesce(serial, '') as key, state, expires_on from card
                        where person_id = :person and state not in ('PRODUCED', 'VOID')
                            and (:serial::text is null or serial = :serial)
                        order by state in ('ACTIVE', 'SUSPENDED', 'LOST') desc, activated_at desc nulls last limit 1
                        """)
                .param("person", personId)
                .param("serial", serial.orElse(null), Types.VARCHAR)
                .query((row, n) -> known(row))
                .optional();
    }

    /**
     * The same by what is printed: the number and, beside it, the day of issue. Of several cards
     * issued on one day the one that was made last counts.
     *
     * @return each under its {@link #key}
     */
    List<KnownStatus> statusesByNumber(List<String> numbers, List<LocalDate> issued) {
        return jdbc.sql(
                        """
                        select distinct on (key) c.state, c.expires_on,
                            n.number || ' ' || n.issued_on as key
                        from unnest(cast(:numbers as text[]), cast(:issued as date[]))
                            as asked (number, issued_on)
                        join card_number n using (number, issued_on)
                        join card c on c.person_id = n.person_id and c.card_id = n.card_id
                        order by key, c.state in ('PRODUCED', 'VOID'), c.card_id desc
                        """)
                .param("numbers", numbers.toArray(String[]::new))
                .param("issued", issued.stream().map(LocalDate::toString).toArray(String[]::new))
                .query((row, n) -> known(row))
                .list();
    }

    static String key(String number, LocalDate issued) {
        return number + " " + issued;
    }

    private static KnownStatus known(ResultSet row) throws SQLException {
        return new KnownStatus(
                row.getString("key"),
                CardState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getObject("expires_on", LocalDate.class)));
    }

    /**
     * @param key the serial, or number and day of issue
     */
    record KnownStatus(String key, CardState state, Optional<LocalDate> expiry) {}
}
