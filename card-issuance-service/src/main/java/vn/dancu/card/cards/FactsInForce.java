package vn.dancu.card.cards;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.model.CardFacts;
import vn.dancu.kernel.PersonalIdNumber;

/** What the card says that a person can use, to be held against the record. */
@Component
public class FactsInForce {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    FactsInForce(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * @param number the personal identification number on it; none where an older one is printed
     * @param facts what it says; none of a card from before the launch, which is not known
     * @param since when it came into force
     */
    public record InForce(
            UUID cardId,
            Optional<PersonalIdNumber> number,
            Optional<CardFacts> facts,
            Instant since) {}

    /** The person's card in force, if there is one; a suspended or lost one counts. */
    public Optional<InForce> of(UUID personId) {
        return jdbc.sql(
                        """
                        select card_id, facts, shown_number, activated_at from card
                        where person_id = :person and state in ('ACTIVE', 'SUSPENDED', 'LOST')
                        order by activated_at desc
                        limit 1
                        """)
                .param("person", personId)
                .query((row, n) -> inForce(row))
                .optional();
    }

    private InForce inForce(ResultSet row) throws SQLException {
        Optional<CardFacts> facts =
                Optional.ofNullable(row.getString("facts"))
                        .map(text -> json.readValue(text, CardFacts.class));
        String shown = row.getString("shown_number");
        return new InForce(
                row.getObject("card_id", UUID.class),
                facts.map(CardFacts::number)
                        .or(
                                () ->
                                        Optional.ofNullable(shown)
                                                .filter(PersonalIdNumber::isWellFormed)
                                                .map(PersonalIdNumber::new)),
                facts,
                row.getTimestamp("activated_at").toInstant());
    }

    /** Why the person's last card ended; nothing for who never had one. */
    public Optional<String> lastEnd(UUID personId) {
        return jdbc.sql(
                        """
                        select end_reason from card
                        where person_id = :person and activated_at is not null
                          and end_reason is not null
                        order by ended_at desc
                        limit 1
                        """)
                .param("person", personId)
                .query(String.class)
                .optional();
    }
}
