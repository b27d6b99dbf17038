package vn.dancu.card.cards;

import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Cards issued before this register was opened, as cards in force that another one replaces. */
@Repository
public class EarlierCards {
    private final JdbcClient jdbc;

    EarlierCards(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param shown the number that is printed on it: twelve digits, or nine on the oldest
     * @param province that issued it: decides which officers may act
     */
    public record Earlier(
            UUID personId,
            String shown,
            LocalDate issued,
            Optional<LocalDate> expiry,
            String province) {
        @Override
        public String toString() {
            return "Earlier[" + personId + "]";
        }
    }

    /** Whether this very card is known. */
    private boolean has(UUID personId, String shown, LocalDate issued) {
        return jdbc.sql(
                        """
                        select exists (
                            select 1 from card_number
                            where number = :number and issued_on = :issued
                              and person_id = :person)
                        """)
                .param("number", shown)
                .param("issued", issued)
                .param("person", personId)
                .query(Boolean.class)
                .single();
    }

    /**
     * @return {@code accepted}, {@code repeated} for a card that is known, or {@code
     *     person_has_card} for somebody who has another one
     */
    public String take(Earlier card, Instant at) {
        if (has(card.personId(), card.shown(), card.issued())) {
            return "repeated";
        }
        UUID id = UUID.randomUUID();
        int rows =
                jdbc.sql(
                                """
                                insert into card (person_id, card_id, version, state, origin,
                                    issued_on, expires_on, activated_at, province, specimen,
                                    shown_number)
                                values (:person, :card, 1, 'ACTIVE', 'EARLIER', :issued, :expires,
                                    :activated, :province, false, :shown)
                                on conflict do nothing
                                """)
                        .param("person", card.personId())
                        .param("card", id)
                        .param("issued", card.issued())
                        .param("expires", card.expiry().orElse(null), Types.DATE)
                        .param(
                                "activated",
                                Timestamp.from(
                                        card.issued().atStartOfDay().toInstant(ZoneOffset.UTC)))
                        .param("province", card.province())
                        .param("shown", card.shown())
                        .update();
        if (rows == 0) {
            return "person_has_card";
        }
        jdbc.sql("insert into card_person (card_id, person_id) values (:card, :person)")
                .param("card", id)
                .param("person", card.personId())
                .update();
        jdbc.sql(
                        """
                        insert into card_number (number, issued_on, person_id, card_id)
                        values (:number, :issued, :person, :card)
                        """)
                .param("number", card.shown())
                .param("issued", card.issued())
                .param("person", card.personId())
                .param("card", id)
                .update();
        jdbc.sql(
                        """
                        insert into card_step (person_id, card_id, version, command, state, at,
                            reason, officer)
                        values (:person, :card, 1, 'ACTIVATE', 'ACTIVE', :at, 'issued_earlier',
                            :officer)
                        """)
                .param("person", card.personId())
                .param("card", id)
                .param("at", Timestamp.from(at))
                .param("officer", Lives.SERVICE)
                .update();
        return "accepted";
    }
}
