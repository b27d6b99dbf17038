package vn.dancu.sharing.citizens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.Contracts;
import vn.dancu.sharing.SharingIT;

/** What citizens see and decide through the portal. */
class CitizenIT extends SharingIT {
    private static final AtomicInteger BANKS = new AtomicInteger();
    private static final String ME = "/sharing/v1/me";

    private String citizenToken(UUID person) {
        return tokens.token(
                "portal",
                Map.of(
                        "sub",
                        person.toString(),
                        "scope",
                        "sharing.me",
                        "agency",
                        "G22",
                        "person",
                        person.toString()));
    }

    /** A body that may ask with the citizen's consent only. */
    private record Bank(String agency, String token) {}

    private Bank bank() {
        int n = BANKS.incrementAndGet();
        String agency = "B" + (400 + n);
        String client = "bank-" + n;
        assertThat(
                        post(
                                        admin("an"),
                                        "/sharing/v1/agencies",
                                        "{\"code\": \"%s\", \"name\": \"Ngân hàng\"}"
                                                .formatted(agency))
                                .status())
                .isEqualTo(201);
        registerClient(agency, client, false);
        String draft =
                """
                {"agency": "%s", "terms": {"legalBasis": "Luật 91/2025/QH15",
                  "purposes": ["credit"], "validFrom": "2021-07-01", "validTo": "2099-12-31",
                  "operations": ["lookup", "card-status", "consent"],
                  "procedures": [{"procedure": "9.1", "fields": ["name", "dateOfBirth"]}],
                  "openToAllOfficers": true, "quota": {"perDay": 1000, "perSecond": 500},
                  "conditions": {"consentNeeded": true}}}
                """
                        .formatted(agency);
        Answer drafted = post(admin("an"), "/sharing/v1/agreements", draft);
        assertThat(drafted.status()).as(drafted.raw().body()).isEqualTo(201);
        String id = drafted.body().get("id").asString();
        String command = Contracts.example("agreement-command");
        for (String step : List.of("test", "approval", "activation")) {
            Answer done =
                    post(
                            admin(step.equals("test") ? "an" : "binh"),
                            "/sharing/v1/agreements/%s/%s".formatted(id, step),
                            command);
            assertThat(done.status()).as(step + done.raw().body()).isEqualTo(200);
        }
        return new Bank(
                agency, tokens.token(client, Map.of("scope", "sharing.query", "agency", agency)));
    }

    private static String consentBody(Citizen citizen, String field) {
        return """
               {"procedure": "9.1", "purpose": "credit", "number": "%s", "name": "%s",
                "dateOfBirth": "1957-03-15", "fields": ["%s"],
                "explanation": "Để xét hồ sơ vay.", "validUntil": "%s"}
               """
                .formatted(
                        citizen.number(),
                        citizen.name(),
                        field,
                        Instant.now().plus(Duration.ofDays(90)).truncatedTo(ChronoUnit.SECONDS));
    }

    private Answer asks(Bank bank, Citizen citizen) {
        return post(bank.token(), "/sharing/v1/lookups", lookup("9.1", "credit", citizen, "name"));
    }

    @Test
    void aConsentThatIsAskedForTwiceWithOneKeyIsAskedOnce() {
        Bank bank = bank();
        Citizen citizen = citizen("Tạ Thị Khoá");
        String body = consentBody(citizen, "name");
        String[] key = {"Idempotency-Key", UUID.randomUUID().toString()};
        Answer first = post(bank.token(), "/sharing/v1/consents", body, key);
        Answer second = post(bank.token(), "/sharing/v1/consents", body, key);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body().get("id")).isEqualTo(first.body().get("id"));
        Answer other =
                post(
                        bank.token(),
                        "/sharing/v1/consents",
                        consentBody(citizen, "dateOfBirth"),
                        key);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(get(citizenToken(citizen.id()), ME + "/consents").body().get("consents"))
                .hasSize(1);
    }

    @Test
    void aQuestionForConsentThatIsNotAgreedPointsAtWhatIsNot() {
        Bank bank = bank();
        String body = consentBody(citizen("Tạ Thị Trỏ"), "name");
        Answer procedure =
                post(bank.token(), "/sharing/v1/consents", body.replace("\"9.1\"", "\"9.9\""));
        assertThat(procedure.code()).isEqualTo("procedure_not_agreed");
        assertThat(procedure.pointer()).isEqualTo("/procedure");
        Answer purpose =
                post(bank.token(), "/sharing/v1/consents", body.replace("credit", "loans"));
        assertThat(purpose.code()).isEqualTo("purpose_not_agreed");
        assertThat(purpose.pointer()).isEqualTo("/purpose");
    }

    @Test
    void aConsentIsAskedGivenUsedAndWithdrawnAtOnce() throws Exception {
        Bank bank = bank();
        Citizen citizen = citizen("Tạ Thị Thuận");
        String token = citizenToken(citizen.id());
        assertThat(asks(bank, citizen).code()).isEqualTo("consent_missing");

        Answer asked = post(bank.token(), "/sharing/v1/consents", consentBody(citizen, "name"));
        assertThat(asked.status()).as(asked.raw().body()).isEqualTo(201);
        Contracts.assertMatches("consent", asked.raw().body());
        assertThat(asked.body().get("state").asString()).isEqualTo("asked");
        assertThat(asks(bank, citizen).code()).isEqualTo("consent_missing");

        JsonNode waiting = get(token, ME + "/consents").body().get("consents").get(0);
        String id = asked.body().get("id").asString();
        assertThat(waiting.get("id").asString()).isEqualTo(id);
        assertThat(waiting.at("/agency/name").asString()).isEqualTo("Ngân hàng");
        Answer given = post(token, ME + "/consents/" + id + "/grant", "");
        assertThat(given.status()).as(given.raw().body()).isEqualTo(200);
        Contracts.assertMatches("own-consent", given.raw().body());
        JWSObject receipt = JWSObject.parse(given.body().get("receipt").asString());
        var keys = JWKSet.parse(get(bank.token(), "/sharing/v1/keys").raw().body());
        var key = keys.getKeyByKeyId(receipt.getHeader().getKeyID()).toECKey();
        assertThat(receipt.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(receipt.getHeader().getType().getType()).isEqualTo("dancu-consent-receipt+jws");
        assertThat(receipt.getPayload().toJSONObject())
                .containsEntry("personId", citizen.id().toString())
                .containsEntry("agency", bank.agency())
                .containsEntry("purpose", "credit");
        assertThat(asks(bank, citizen).status()).isEqualTo(200);

        Answer withdrawn = post(token, ME + "/consents/" + id + "/withdrawal", "");
        assertThat(withdrawn.status()).isEqualTo(200);
        assertThat(
                        Duration.between(
                                Instant.parse(withdrawn.body().get("withdrawnAt").asString()),
                                Instant.parse(withdrawn.body().get("withdrawalDue").asString())))
                .isEqualTo(Duration.ofDays(15));
        assertThat(asks(bank, citizen).code()).isEqualTo("consent_missing");
        assertThat(post(token, ME + "/consents/" + id + "/grant", "").code())
                .isEqualTo("illegal_transition");
        assertThat(get(bank.token(), "/sharing/v1/consents/" + id).body().get("state").asString())
                .isEqualTo("withdrawn");
        assertThat(
                        jdbc.sql(
                                        """
                                        select state from consent_step
                                        where consent_id = :id::uuid order by revision
                                        """)
                                .param("id", id)
                                .query(String.class)
                                .list())
                .containsExactly("ASKED", "GIVEN", "WITHDRAWN");
        assertThatThrownBy(() -> jdbc.sql("delete from consent_step").update())
                .hasStackTraceContaining("never changed or removed");
        assertThat(outcomesOf(citizen))
                .containsExactly(
                        "consent_missing",
                        "answered",
                        "consent_missing",
                        "consent_asked",
                        "consent_missing");
    }

    @Test
    void ofABatchThoseAreToldOfWhoConsented() {
        Bank bank = bank();
        Citizen willing = citizen("Tạ Thị Thuận");
        Citizen silent = citizen("Tạ Thị Im");
        String id =
                post(bank.token(), "/sharing/v1/consents", consentBody(willing, "name"))
                        .body()
                        .get("id")
                        .asString();
        post(citizenToken(willing.id()), ME + "/consents/" + id + "/grant", "");
        String item = "{\"number\": \"%s\", \"name\": \"%s\", \"dateOfBirth\": \"1957-03-15\"}";
        Answer answer =
                post(
                        bank.token(),
                        "/sharing/v1/batches",
                        """
                        {"operation": "lookup", "procedure": "9.1", "purpose": "credit",
                         "fields": ["name"], "items": [%s, %s]}
                        """
                                .formatted(
                                        item.formatted(silent.number(), silent.name()),
                                        item.formatted(willing.number(), willing.name())));
        assertThat(answer.body().at("/items/0/code").asString()).isEqualTo("consent_missing");
        assertThat(answer.body().at("/items/1/code").asString()).isEqualTo("answered");
        assertThat(answer.raw().body()).doesNotContain(silent.name()).contains(willing.name());
        assertThat(outcomesOf(silent)).containsExactly("consent_missing");
        assertThat(outcomesOf(willing)).containsExactly("answered", "consent_asked");
    }

    @Test
    void aConsentThatIsWithdrawnWhileTheRegisterIsAskedAnswersNothing() {
        Bank bank = bank();
        Citizen citizen = citizen("Tạ Thị Rút");
        String token = citizenToken(citizen.id());
        String id =
                post(bank.token(), "/sharing/v1/consents", consentBody(citizen, "name"))
                        .body()
                        .get("id")
                        .asString();
        post(token, ME + "/consents/" + id + "/grant", "");
        REGISTER.beforeAnswer(() -> post(token, ME + "/consents/" + id + "/withdrawal", ""));
        Answer answer = asks(bank, citizen);
        assertThat(answer.code()).isEqualTo("consent_missing");
        assertThat(answer.raw().body()).doesNotContain("Rút");
        assertThat(outcomesOf(citizen)).doesNotContain("answered");
    }

    /**
     * The question about the card goes out after the consent was found: only the statement that
     * records can see that it is gone.
     */
    @Test
    void aConsentThatIsWithdrawnBetweenTheCheckAndTheRecordAnswersNothing() {
        Bank bank = bank();
        Citizen citizen = citizen("Tạ Thị Rời");
        REGISTER.change(
                citizen.number(), "card", "{\"status\": \"VALID\", \"expiry\": \"2040-01-01\"}");
        String token = citizenToken(citizen.id());
        String id =
                post(bank.token(), "/sharing/v1/consents", consentBody(citizen, "name"))
                        .body()
                        .get("id")
                        .asString();
        post(token, ME + "/consents/" + id + "/grant", "");
        String question =
                """
                {"procedure": "9.1", "purpose": "credit", "number": "%s", "name": "%s",
                 "dateOfBirth": "1957-03-15"}
                """
                        .formatted(citizen.number(), citizen.name());
        assertThat(post(bank.token(), "/sharing/v1/card-statuses", question).status())
                .isEqualTo(200);
        AtomicInteger reached = new AtomicInteger();
        REGISTER.beforeMore(
                () -> {
                    reached.incrementAndGet();
                    post(token, ME + "/consents/" + id + "/withdrawal", "");
                });
        Answer answer = post(bank.token(), "/sharing/v1/card-statuses", question);
        assertThat(reached).hasValue(1);
        assertThat(answer.code()).isEqualTo("consent_missing");
        assertThat(answer.raw().body()).doesNotContain("VALID", "2040");
        assertThat(outcomesOf(citizen).getFirst()).isEqualTo("consent_missing");
        assertThat(outcomesOf(citizen)).containsOnlyOnce("answered");
    }

    @Test
    void whetherThereIsSuchAPersonIsNotToldByAsking() {
        Bank bank = bank();
        Citizen citizen = citizen("Tạ Thị Ẩn");
        Answer known = post(bank.token(), "/sharing/v1/consents", consentBody(citizen, "name"));
        Answer unknown =
                post(
                        bank.token(),
                        "/sharing/v1/consents",
                        consentBody(citizen, "name").replace("Tạ Thị Ẩn", "Tạ Thị Khác"));
        assertThat(unknown.status()).isEqualTo(known.status()).isEqualTo(201);
        assertThat(unknown.body().propertyNames()).isEqualTo(known.body().propertyNames());
        assertThat(get(citizenToken(citizen.id()), ME + "/consents").body().get("consents").size())
                .isEqualTo(1);
        // Another body does not see it, nor does another citizen decide.
        String id = known.body().get("id").asString();
        assertThat(get(bank().token(), "/sharing/v1/consents/" + id).code())
                .isEqualTo("consent_not_found");
        assertThat(
                        post(
                                        citizenToken(citizen("Tạ Thị Lạ").id()),
                                        ME + "/consents/" + id + "/grant",
                                        "")
                                .code())
                .isEqualTo("consent_not_found");
        Answer refused =
                post(bank.token(), "/sharing/v1/consents", consentBody(citizen, "religion"));
        assertThat(refused.code()).isEqualTo("field_not_agreed");
        assertThat(refused.pointer()).isEqualTo("/fields/0");
        assertThat(post(vss(), "/sharing/v1/consents", consentBody(citizen, "name")).code())
                .isEqualTo("procedure_not_agreed");
    }

    @Test
    void aCitizenSeesTheirRecordAndWhoLookedAtItAndNobodyElses() {
        Citizen citizen = citizen("Tạ Thị Xem");
        Citizen stranger = citizen("Tạ Thị Khách");
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "name"));
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "religion"));
        String token = citizenToken(citizen.id());
        Answer record = get(token, ME);
        assertThat(record.body().get("number").asString()).isEqualTo(citizen.number());
        assertThat(record.header("Cache-Control")).isEqualTo("no-store");
        Answer accesses = get(token, ME + "/accesses");
        Contracts.assertMatches("access-page", accesses.raw().body());
        assertThat(
                        accesses.body()
                                .get("accesses")
                                .valueStream()
                                .map(a -> a.get("outcome").asString()))
                .containsExactly("field_not_agreed", "answered");
        assertThat(get(token, ME + "/wards/" + stranger.id() + "/accesses").code())
                .isEqualTo("ward_not_found");
        assertThat(get(token, ME + "/wards/" + UUID.randomUUID()).code())
                .isEqualTo("ward_not_found");
        assertThat(get(portal(), ME).status()).isEqualTo(403);
        String unbound = tokens.token("portal", Map.of("scope", "sharing.me", "agency", "G22"));
        assertThat(get(unbound, ME).code()).isEqualTo("person_missing");
    }

    @Test
    void guardiansSeeWardsUntilTheGuardianshipEnds() {
        Citizen guardian = citizen("Tạ Thị Giám");
        Citizen ward = citizen("Tạ Thị Hộ");
        String token = citizenToken(guardian.id());
        String path = ME + "/wards/" + ward.id();
        assertThat(get(token, path).code()).isEqualTo("ward_not_found");
        String relative =
                "{\"name\": \"Tạ Thị Giám\", \"personId\": \"%s\"}".formatted(guardian.id());
        REGISTER.change(ward.number(), "representative", relative);
        assertThat(get(token, path).status()).isEqualTo(200);
        assertThat(get(token, path + "/consents").status()).isEqualTo(200);
        REGISTER.change(ward.number(), "representative", "null");
        assertThat(get(token, path).code()).isEqualTo("ward_not_found");
        // A mother acts for a child, and no longer for a grown one.
        REGISTER.change(ward.number(), "mother", relative);
        assertThat(get(token, path).code()).isEqualTo("ward_not_found");
        REGISTER.change(ward.number(), "dateOfBirth", "\"%s-01-05\"".formatted(thisYear() - 10));
        assertThat(get(token, path).status()).isEqualTo(200);
    }

    private static int thisYear() {
        return java.time.Year.now(java.time.ZoneOffset.UTC).getValue();
    }

    @Test
    void anInvestigationDelaysAnAccessUntilADayAndBySecondAdministratorOnly() {
        Citizen citizen = citizen("Tạ Thị Chờ");
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "name"));
        String token = citizenToken(citizen.id());
        Instant now = Instant.now();
        String body =
                """
                {"personId": "%s", "agency": "G34", "coversFrom": "%s", "coversTo": "%s",
                 "until": "%s", "legalBasis": "Quyết định 01/QĐ-CQĐT"}
                """;
        Instant from = now.minus(Duration.ofDays(1));
        Instant to = now.plus(Duration.ofDays(1));
        Answer tooLong =
                post(
                        admin("an"),
                        "/sharing/v1/disclosure-delays",
                        body.formatted(citizen.id(), from, to, now.plus(Duration.ofDays(181))));
        assertThat(tooLong.pointer()).isEqualTo("/until");
        Answer proposed =
                post(
                        admin("an"),
                        "/sharing/v1/disclosure-delays",
                        body.formatted(citizen.id(), from, to, now.plus(Duration.ofDays(30))));
        assertThat(proposed.status()).as(proposed.raw().body()).isEqualTo(201);
        String delay = "/sharing/v1/disclosure-delays/" + proposed.body().get("id").asString();
        assertThat(outcomesOf(citizen)).containsExactly("answered");
        assertThat(delaysOf(citizen)).containsExactly(proposed.body().get("id").asString());
        assertThat(get(vss(), "/sharing/v1/disclosure-delays").status()).isEqualTo(403);
        assertThat(post(admin("an"), delay + "/approval", "").code())
                .isEqualTo("second_administrator_required");
        assertThat(post(admin("binh"), delay + "/approval", "").status()).isEqualTo(200);
        assertThat(outcomesOf(citizen)).isEmpty();
        assertThat(get(token, ME + "/accesses").body().get("accesses").isEmpty()).isTrue();
        assertThat(delaysOf(citizen)).hasSize(1);
        assertThat(get(admin("binh"), delay).body().get("approvedBy").asString()).isEqualTo("binh");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record
                                        where action = 'disclosure_delay_read' and person_id = :id
                                        """)
                                .param("id", citizen.id())
                                .query(Integer.class)
                                .single())
                .isEqualTo(3);
        assertThat(post(admin("an"), delay + "/end", "").status()).isEqualTo(200);
        assertThat(delaysOf(citizen)).isEmpty();
        assertThat(outcomesOf(citizen)).containsExactly("answered");
        assertThat(post(vss(), delay + "/approval", "").status()).isEqualTo(403);

        Answer brief =
                post(
                        admin("an"),
                        "/sharing/v1/disclosure-delays",
                        body.formatted(citizen.id(), from, to, Instant.now().plusSeconds(3)));
        String over = "/sharing/v1/disclosure-delays/" + brief.body().get("id").asString();
        assertThat(post(admin("binh"), over + "/approval", "").status()).isEqualTo(200);
        assertThat(outcomesOf(citizen)).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(outcomesOf(citizen)).containsExactly("answered"));
        assertThat(post(admin("an"), over + "/end", "").code()).isEqualTo("illegal_transition");
    }

    /** The delays of a citizen that are open, found page by page. */
    private List<String> delaysOf(Citizen citizen) {
        List<String> found = new ArrayList<>();
        String after = "";
        do {
            JsonNode page =
                    get(admin("binh"), "/sharing/v1/disclosure-delays?limit=1" + after).body();
            page.get("delays")
                    .valueStream()
                    .filter(one -> one.get("personId").asString().equals(citizen.id().toString()))
                    .forEach(one -> found.add(one.get("id").asString()));
            after = page.has("next") ? "&after=" + page.get("next").asString() : "";
        } while (!after.isEmpty());
        return found;
    }

    @Test
    void aCitizenAsksForACorrectionAndAnOfficerReplies() {
        Citizen citizen = citizen("Tạ Thị Sửa");
        String token = citizenToken(citizen.id());
        String body =
                """
                {"lines": ["dateOfBirth"], "statement": "Giấy khai sinh ghi 16/3/1957."}
                """;
        Answer asked = post(token, ME + "/corrections", body, "Idempotency-Key", "sua-1");
        assertThat(asked.status()).as(asked.raw().body()).isEqualTo(201);
        Contracts.assertMatches("correction", asked.raw().body());
        String id = asked.body().get("id").asString();
        assertThat(
                        post(token, ME + "/corrections", body, "Idempotency-Key", "sua-1")
                                .body()
                                .get("id")
                                .asString())
                .isEqualTo(id);
        JsonNode waiting = get(admin("an"), "/sharing/v1/corrections?limit=100").body();
        assertThat(waiting.get("corrections").valueStream().map(c -> c.get("id").asString()))
                .contains(id);
        String decision = "/sharing/v1/corrections/" + id + "/decision";
        assertThat(post(admin("an"), decision, "{\"decision\": \"accepted\"}").pointer())
                .isEqualTo("/reference");
        Answer decided =
                post(
                        admin("an"),
                        decision,
                        "{\"decision\": \"refused\", \"reply\": \"Sổ gốc ghi 15/3/1957.\"}");
        assertThat(decided.status()).as(decided.raw().body()).isEqualTo(200);
        assertThat(decided.body().has("statement")).isFalse();
        JsonNode own = get(token, ME + "/corrections").body().get("corrections").get(0);
        assertThat(own.get("reply").asString()).contains("Sổ gốc");
        assertThat(post(admin("an"), decision, "{\"decision\": \"refused\", \"reply\": \"x\"}"))
                .satisfies(again -> assertThat(again.code()).isEqualTo("illegal_transition"));
        for (int i = 0; i < 5; i++) {
            assertThat(post(token, ME + "/corrections", body).status()).isEqualTo(201);
        }
        assertThat(post(token, ME + "/corrections", body).code()).isEqualTo("too_many_open");
    }

    private static String forwarded(String member) {
        return """
               {"lines": ["name"], "statement": "Giấy khai sinh ghi khác.",
                "correction": {%s}, "evidence": {"kind": "CIVIL_STATUS_ENTRY", "number": "12/2026",
                "office": "UBND phường Trúc Bạch"}}
               """
                .formatted(member);
    }

    private JsonNode firstCorrection(String token) {
        return get(token, ME + "/corrections").body().at("/corrections/0");
    }

    @Test
    void aCorrectionThatSaysWhatIsRightIsAnActOfTheRegisterAndItsStateIsTold() {
        Citizen citizen = citizen("Tạ Thị Nộp");
        String token = citizenToken(citizen.id());
        String body = forwarded("\"name\": \"Tạ Thị Nhập\"");
        Answer asked = post(token, ME + "/corrections", body, "Idempotency-Key", "nop-1");
        assertThat(asked.status()).as(asked.raw().body()).isEqualTo(201);
        Contracts.assertMatches("correction", asked.raw().body());
        assertThat(asked.body().get("forwarded").asBoolean()).isTrue();
        JsonNode question = REGISTER.corrections().getFirst();
        assertThat(question.at("/correction/kind").asString()).isEqualTo("CORRECTION");
        assertThat(question.get("personId").asString()).isEqualTo(citizen.id().toString());
        String id = asked.body().get("id").asString();

        // Cut off and repeated, it is the same; no administrator here decides on it.
        assertThat(
                        post(token, ME + "/corrections", body, "Idempotency-Key", "nop-1")
                                .body()
                                .get("id")
                                .asString())
                .isEqualTo(id);
        JsonNode waiting = get(admin("an"), "/sharing/v1/corrections?limit=100").body();
        assertThat(waiting.get("corrections").valueStream().map(c -> c.get("id").asString()))
                .doesNotContain(id);
        assertThat(
                        post(
                                        admin("an"),
                                        "/sharing/v1/corrections/" + id + "/decision",
                                        "{\"decision\": \"refused\", \"reply\": \"x\"}")
                                .code())
                .isEqualTo("forwarded");

        assertThat(firstCorrection(token).get("state").asString()).isEqualTo("open");
        REGISTER.failWith(503);
        assertThat(firstCorrection(token).get("state").asString()).isEqualTo("open");
        REGISTER.failWith(0);
        REGISTER.actsAre("RECORDED", "");
        JsonNode accepted = firstCorrection(token);
        assertThat(accepted.get("state").asString()).isEqualTo("accepted");
        assertThat(accepted.get("reference")).isEqualTo(asked.body().get("reference"));
        assertThat(accepted.has("statement")).isFalse();
    }

    @Test
    void aCorrectionThatTheRegisterRefusesIsNotStoredAndSaysWhy() {
        Citizen citizen = citizen("Tạ Thị Sai");
        String token = citizenToken(citizen.id());
        Answer refused = post(token, ME + "/corrections", forwarded("\"name\": \"wrong\""));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo("/correction/name");
        REGISTER.failWith(500);
        Answer down = post(token, ME + "/corrections", forwarded("\"name\": \"Tạ Thị Đúng\""));
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.header("Retry-After")).isNotEmpty();
        REGISTER.failWith(0);
        assertThat(
                        post(
                                        token,
                                        ME + "/corrections",
                                        """
                                        {"lines": ["name"], "statement": "x", "correction": {}}
                                        """)
                                .pointer())
                .isEqualTo("/evidence");
        assertThat(get(token, ME + "/corrections").body().get("corrections").isEmpty()).isTrue();
    }

    @Test
    void aCitizenTakesACorrectionBackThereAndReadsWhyAnotherOneIsRefused() {
        Citizen citizen = citizen("Tạ Thị Lui");
        String token = citizenToken(citizen.id());
        String body = forwarded("\"name\": \"Tạ Thị Lùi\"");
        Answer asked = post(token, ME + "/corrections", body);
        String path = ME + "/corrections/" + asked.body().get("id").asString() + "/withdrawal";
        assertThat(post(token, path, "").body().get("state").asString()).isEqualTo("withdrawn");
        assertThat(REGISTER.corrections().getLast().get("actId"))
                .isEqualTo(asked.body().get("reference"));
        post(token, ME + "/corrections", body);
        REGISTER.actsAre("REFUSED", "Sổ gốc ghi đúng.");
        JsonNode refused = firstCorrection(token);
        assertThat(refused.get("state").asString()).isEqualTo("refused");
        assertThat(refused.get("reply").asString()).isEqualTo("Sổ gốc ghi đúng.");
    }
}
