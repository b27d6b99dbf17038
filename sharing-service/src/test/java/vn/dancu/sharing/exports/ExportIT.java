package vn.dancu.sharing.exports;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.Contracts;
import vn.dancu.sharing.SharingIT;

class ExportIT extends SharingIT {
    private static final String EXPORTS = "/sharing/v1/exports";

    @Autowired private Exports exports;
    @Autowired private ExportRunner runner;

    @Test
    void anExportIsReadByTheAgencyAloneAndEachPersonOnItIsOnRecord() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        register(key);
        Answer started = post(integrator(), EXPORTS, export("name", "sex"));
        assertThat(started.status()).as(started.raw().body()).isEqualTo(202);
        String id = started.body().get("id").asString();
        JsonNode complete = complete(id);

        JsonNode manifest =
                JSON.readTree(
                        JWSObject.parse(complete.get("manifest").asString())
                                .getPayload()
                                .toString());
        assertThat(manifest.get("people").asLong()).isEqualTo(9);
        JsonNode part = manifest.at("/parts/0");
        Answer fetched = get(integrator(), EXPORTS + "/" + id + "/parts/1");
        byte[] content = fetched.raw().body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                .isEqualTo(part.get("sha256").asString());
        assertThat(fetched.raw().body()).doesNotContain("Thử");
        JWEObject sealed = JWEObject.parse(fetched.raw().body());
        sealed.decrypt(new ECDHDecrypter(key));
        List<JsonNode> people = new ArrayList<>();
        sealed.getPayload().toString().lines().forEach(line -> people.add(JSON.readTree(line)));
        assertThat(people).hasSize(9);
        assertThat(people.getFirst().get("person").propertyNames())
                .containsExactlyInAnyOrder("name", "sex");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from access_record where operation = 'export'
                                            and outcome = 'answered' and person_id = any(:ids)
                                        """)
                                .param(
                                        "ids",
                                        people.stream()
                                                .map(p -> p.get("personId").asString())
                                                .map(UUID::fromString)
                                                .toArray(UUID[]::new))
                                .query(Long.class)
                                .single())
                .isGreaterThanOrEqualTo(9);
        assertThat(get(vss(), EXPORTS + "/" + id).code()).isEqualTo("export_not_found");
    }

    @Test
    void whatIsNotAgreedIsNotExported() {
        assertThat(post(vss(), EXPORTS, export("name")).status()).isEqualTo(403);
        Answer weak =
                post(
                        admin("an"),
                        "/sharing/v1/agencies/T01/keys",
                        "{\"jwk\": {\"kty\": \"oct\", \"k\": \"AAAA\"}}");
        assertThat(weak.status()).isEqualTo(422);
    }

    @Test
    void aKeyThatIsNoneIsRefusedAndPointedAt() {
        for (String jwk :
                new String[] {
                    "\"x\"", "5", "[]", "null", "{}", "{\"kty\": 5}", "{\"kty\": \"EC\"}"
                }) {
            Answer answer =
                    post(admin("an"), "/sharing/v1/agencies/T01/keys", "{\"jwk\": " + jwk + "}");
            assertThat(answer.status()).as(jwk + answer.raw().body()).isIn(400, 422);
            assertThat(answer.pointer()).as(jwk).isEqualTo("/jwk");
        }
    }

    @Test
    void aJobWhoseInstanceWasKilledIsTakenByAnotherWhenItsLeaseEnds() throws Exception {
        register(new ECKeyGenerator(Curve.P_256).generate());
        UUID dead = UUID.randomUUID();
        Answer started = post(integrator(), EXPORTS, export("name"));
        String id = started.body().get("id").asString();
        complete(id);
        // As a kill leaves it: running, leased by nobody that lives, its part not stored.
        jdbc.sql("delete from export_part where job_id = :id")
                .param("id", UUID.fromString(id))
                .update();
        jdbc.sql(
                        """
                        update export_job set state = 'RUNNING', ended_at = null, manifest = null,
                            parts = 0, people = 0, lease = :dead,
                            leased_until = clock_timestamp() + interval '1 hour'
                        where id = :id
                        """)
                .param("dead", dead)
                .param("id", UUID.fromString(id))
                .update();
        assertThat(exports.take(UUID.randomUUID(), Duration.ofMinutes(1))).isEmpty();
        jdbc.sql("update export_job set leased_until = clock_timestamp() where id = :id")
                .param("id", UUID.fromString(id))
                .update();
        runner.work();
        JsonNode again = complete(id);
        assertThat(again.get("people").asLong()).isEqualTo(9);
        assertThat(again.get("parts").asInt()).isOne();
    }

    private long exported(String selection) {
        Answer started = post(integrator(), EXPORTS, selecting(selection, "name"));
        assertThat(started.status()).as(started.raw().body()).isEqualTo(202);
        return complete(started.body().get("id").asString()).get("people").asLong();
    }

    @Test
    void peopleAreSelectedByNumbersYearsSexAndChangeAndTheSelectionIsGoneAfterwards()
            throws Exception {
        register(new ECKeyGenerator(Curve.P_256).generate());
        assertThat(exported("\"numbers\": [\"999190000001\", \"999199000099\"]")).isEqualTo(1);
        long women = exported("\"sex\": \"FEMALE\"");
        long men = exported("\"sex\": \"MALE\"");
        assertThat(women).isPositive();
        assertThat(women + men).isEqualTo(exported("\"born\": {\"from\": 1800}"));
        assertThat(exported("\"born\": {\"from\": 1990, \"to\": 1990}")).isEqualTo(1);
        assertThat(exported("\"born\": {\"to\": 1990}, \"sex\": \"FEMALE\""))
                .isBetween(1L, women - 1);
        assertThat(exported("\"changedSince\": \"2100-01-01T00:00:00Z\"")).isZero();
        assertThat(
                        jdbc.sql("select count(*) from export_job where selection is not null")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void aSelectionTellsLinesThatMustBeAgreedAndIsNeverEverybody() {
        assertThat(post(integrator(), EXPORTS, selecting("", "name")).code())
                .isEqualTo("selection_missing");
        assertThat(post(integrator(), EXPORTS, selecting("\"numbers\": [\"1\"]", "name")).pointer())
                .isEqualTo("/numbers/0");
        assertThat(
                        post(integrator(), EXPORTS, selecting("\"born\": {\"from\": 1700}", "name"))
                                .pointer())
                .isEqualTo("/born/from");
        String agreed = agreementWithNamesOnly();
        String token = tokens.token(agreed, Map.of("scope", "sharing.query", "agency", "E77"));
        for (String line : List.of("sex", "born", "numbers")) {
            String value =
                    switch (line) {
                        case "sex" -> "\"MALE\"";
                        case "born" -> "{\"from\": 1990}";
                        default -> "[\"999190000001\"]";
                    };
            String body =
                    selecting("\"" + line + "\": " + value, "name")
                            .replace("0.000001", "7.1")
                            .replace("connection-test", "export-test");
            Answer refused = post(token, EXPORTS, body);
            assertThat(refused.code()).as(line).isEqualTo("field_not_agreed");
            assertThat(refused.pointer()).isEqualTo("/" + line);
        }
    }

    private String agreementWithNamesOnly() {
        post(admin("an"), "/sharing/v1/agencies", "{\"code\": \"E77\", \"name\": \"Thử\"}");
        registerClient("E77", "names-only", true);
        String id =
                post(
                                admin("an"),
                                "/sharing/v1/agreements",
                                """
                                {"agency": "E77", "terms": {"legalBasis": "Thử", "purposes":
                                 ["export-test"], "validFrom": "2021-07-01", "validTo":
                                 "2099-12-31", "operations": ["export"], "procedures":
                                 [{"procedure": "7.1", "fields": ["name"]}],
                                 "openToAllOfficers": true, "conditions": {"sandbox": true},
                                 "quota": {"perDay": 1000, "perSecond": 500}}}
                                """)
                        .body()
                        .get("id")
                        .asString();
        for (String step : List.of("test", "approval", "activation")) {
            assertThat(
                            post(
                                            admin(step.equals("test") ? "an" : "binh"),
                                            "/sharing/v1/agreements/" + id + "/" + step,
                                            Contracts.example("agreement-command"))
                                    .status())
                    .isEqualTo(200);
        }
        return "names-only";
    }

    private static String selecting(String selection, String field) {
        return """
        {"procedure": "0.000001", "purpose": "connection-test", "fields": ["%s"]%s}
        """
                .formatted(field, selection.isEmpty() ? "" : ", " + selection);
    }

    private void register(ECKey key) {
        Answer answer =
                post(
                        admin("an"),
                        "/sharing/v1/agencies/T01/keys",
                        "{\"jwk\": " + key.toPublicJWK().toJSONString() + "}");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Answer secret =
                post(
                        admin("an"),
                        "/sharing/v1/agencies/T01/keys",
                        "{\"jwk\": " + key.toJSONString() + "}");
        assertThat(secret.code()).isEqualTo("key_private");
    }

    private JsonNode complete(String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> get(integrator(), EXPORTS + "/" + id).body(),
                        view -> view.get("state").asString().equals("COMPLETE"));
    }

    private static String export(String... fields) {
        return """
        {"procedure": "0.000001", "purpose": "connection-test", "fields": ["%s"],
         "territory": {"province": "01"}}
        """
                .formatted(String.join("\", \"", fields));
    }
}
