package vn.dancu.card.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import vn.dancu.card.LifeStage;
import vn.dancu.testing.TestTokens;

/** What the other services may ask about cards, each its own question. */
class InternalCardsIT extends LifeStage {
    private static final String STATUS = "/internal/cards/v1/person-status";
    private static final String HOLDINGS = "/internal/cards/v1/holdings";

    @Autowired private TestTokens tokens;
    @LocalServerPort private int port;

    private record Told(int status, JsonNode body) {}

    private Told ask(String service, String path, String body) throws Exception {
        HttpHeaders proofs =
                tokens.internal(
                        service,
                        "card-issuance-service",
                        Map.of("client_id", "vss", "agency", "G34", "purpose", "test"));
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        proofs.forEach((name, values) -> request.header(name, values.getFirst()));
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Told(answer.statusCode(), json.readTree(answer.body()));
    }

    private Told status(UUID person, String more) throws Exception {
        return ask("sharing-service", STATUS, "{\"personId\": \"" + person + "\"" + more + "}");
    }

    @ParameterizedTest
    @CsvSource({
        STATUS + ", population-service",
        STATUS + ", id-number-service",
        HOLDINGS + ", sharing-service",
        HOLDINGS + ", id-number-service"
    })
    void otherServicesAreRefused(String path, String service) throws Exception {
        Told told = ask(service, path, "{\"personId\": \"" + UUID.randomUUID() + "\"}");
        assertThat(told.status()).isEqualTo(403);
        assertThat(told.body().path("code").asString()).isEqualTo("service_not_agreed");
    }

    @Test
    void theStatusOfAPersonsCardIsToldAndRecorded() throws Exception {
        UUID person = UUID.randomUUID();
        UUID card = card(person);
        Told told = status(person, "");
        assertThat(told.body().path("status").asString()).isEqualTo("VALID");
        assertThat(told.body().path("expiry").asString()).isNotEmpty();
        assertThat(status(person, ", \"serial\": \"" + serial(card) + "\"").body())
                .isEqualTo(told.body());
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record
                                        where action = 'card_status_read' and person_id = :person
                                            and client_id = 'vss' and purpose = 'test'
                                        """)
                                .param("person", person)
                                .query(Long.class)
                                .single())
                .isEqualTo(2);
    }

    @Test
    void whoHasNoSuchCardIsToldAlike() throws Exception {
        UUID person = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        card(person);
        UUID card = card(other);
        assertThat(status(UUID.randomUUID(), "").body().path("status").asString())
                .isEqualTo("NONE");
        // Another one's card is like none.
        assertThat(status(person, ", \"serial\": \"" + serial(card) + "\"").body())
                .hasToString("{\"status\":\"NONE\",\"expiry\":null}");
        assertThat(status(person, ", \"serial\": \"\"").status()).isEqualTo(422);
        assertThat(ask("sharing-service", STATUS, "{}").status()).isEqualTo(422);
    }

    @Test
    void holdingsAreCountedFromOnePersonToAnother() throws Exception {
        UUID person = UUID.randomUUID();
        String alone =
                "{\"firstPersonId\": \"%s\", \"lastPersonId\": \"%s\"}".formatted(person, person);
        assertThat(ask("population-service", HOLDINGS, alone).body())
                .hasToString("{\"applications\":0,\"cards\":0}");
        card(person);
        JsonNode counted = ask("population-service", HOLDINGS, alone).body();
        assertThat(counted.path("cards").asInt()).isEqualTo(1);
        assertThat(
                        ask(
                                        "population-service",
                                        HOLDINGS,
                                        "{\"firstPersonId\": \"" + person + "\"}")
                                .body()
                                .path("code")
                                .asString())
                .isEqualTo("missing_field");
    }
}
