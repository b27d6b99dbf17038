package vn.dancu.sharing.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.SharingIT;

class LookupIT extends SharingIT {
    private static final String LOOKUPS = "/sharing/v1/lookups";

    @Test
    void anAgreedLookUpGivesTheFieldsAskedForAndNoOther() {
        Citizen citizen = citizen("Nguyễn Thị Hoà");
        Answer answer = post(vss(), LOOKUPS, lookup(citizen, "name", "sex", "permanentResidence"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("personId").asString()).isEqualTo(citizen.id().toString());
        assertThat(answer.body().get("person").propertyNames())
                .containsExactly("name", "sex", "permanentResidence");
        assertThat(answer.body().at("/person/name").asString()).isEqualTo("Nguyễn Thị Hoà");
        assertThat(answer.body().hasNonNull("asOf")).isTrue();
    }

    @Test
    void theRegisterIsAskedOnceForThoseFieldsOnBehalfOfTheAgency() {
        Citizen citizen = citizen("Nguyễn Thị Hai");
        post(vss(), LOOKUPS, lookup(citizen, "sex"));

        assertThat(REGISTER.asked()).hasSize(1);
        var asked = REGISTER.asked().getFirst();
        assertThat(asked.question().get("fields").valueStream().map(JsonNode::asString))
                .containsExactly("sex");
        assertThat(asked.question().propertyNames())
                .containsExactlyInAnyOrder("number", "name", "dateOfBirth", "fields");
        assertThat(asked.authorization()).startsWith("Bearer ");
        JsonNode caller = claims(asked.caller());
        assertThat(caller.get("iss").asString()).isEqualTo("sharing-service");
        assertThat(caller.get("agency").asString()).isEqualTo("G34");
        assertThat(caller.get("client_id").asString()).isEqualTo("vss");
        assertThat(caller.get("purpose").asString()).isEqualTo("social-insurance");
    }

    @Test
    void anOldNumberFindsThePersonToo() {
        Citizen citizen = citizen("Nguyễn Thị Ba");
        String body =
                lookup(citizen, "number")
                        .replace(
                                "\"number\":\"" + citizen.number() + "\"",
                                "\"oldNumber\":\"" + citizen.oldNumber() + "\"");
        Answer answer = post(vss(), LOOKUPS, body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().at("/person/number").asString()).isEqualTo(citizen.number());
    }

    @Test
    void aDecomposedNameMatchesTheComposedOneAndOtherTonePlacement() {
        Citizen citizen = citizen("Trần Thị Thuý Hoà");
        String decomposed = Normalizer.normalize("TRẦN THỊ THÚY HÒA", Normalizer.Form.NFD);
        Answer answer =
                post(vss(), LOOKUPS, lookup(citizen, "sex").replace(citizen.name(), decomposed));

        assertThat(answer.status()).isEqualTo(200);
        String sent = REGISTER.asked().getFirst().question().get("name").asString();
        assertThat(Normalizer.isNormalized(sent, Normalizer.Form.NFC)).isTrue();
    }

    @Test
    void aMismatchLooksLikeAMissingPersonFromOutsideAndTheRecordKeepsTheDifference() {
        Citizen citizen = citizen("Lê Thị Bốn");
        Answer mismatch =
                post(vss(), LOOKUPS, lookup(citizen, "sex").replace("Lê Thị Bốn", "Lê Thị Năm"));
        Answer missing =
                post(
                        vss(),
                        LOOKUPS,
                        lookup(citizen, "sex").replace(citizen.number(), "001157999999"));

        assertThat(mismatch.status()).isEqualTo(404);
        assertThat(mismatch.code()).isEqualTo("person_not_found");
        assertThat(withoutCorrelation(mismatch)).isEqualTo(withoutCorrelation(missing));
        assertThat(outcomesOf(citizen)).containsExactly("mismatch");
        assertThat(outcomeOfCorrelation(mismatch)).isEqualTo("mismatch");
        assertThat(outcomeOfCorrelation(missing)).isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "2.000001, social-insurance, name,     procedure_not_agreed, /procedure",
        "1.002051, marketing,        name,     purpose_not_agreed,   /purpose",
        "1.002051, social-insurance, religion, field_not_agreed,     /fields/1",
        "1.001939, social-insurance, number,   field_not_agreed,     /fields/1",
    })
    void whatIsNotAgreedIsRefusedAndTheCitizenSeesIt(
            String procedure, String purpose, String field, String code, String pointer) {
        Citizen citizen = citizen("Phạm Thị Sáu");
        Answer answer = post(vss(), LOOKUPS, lookup(procedure, purpose, citizen, "sex", field));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.pointer()).isEqualTo(pointer);
        assertThat(answer.raw().body()).doesNotContain(citizen.id().toString());
        assertThat(outcomesOf(citizen)).containsExactly(code);
        assertThat(REGISTER.asked()).hasSize(1);
        assertThat(REGISTER.asked().getFirst().question().get("fields").isEmpty()).isTrue();
    }

    @Test
    void theAccessRecordShowsTheAnsweredAndTheRefusedAttempt() {
        Citizen citizen = citizen("Vũ Thị Bảy");
        post(vss(), LOOKUPS, lookup(citizen, "name", "sex"));
        post(vss(), LOOKUPS, lookup(citizen, "father"));

        JsonNode accesses = accessesOf(citizen);
        assertThat(outcomesOf(citizen)).containsExactly("field_not_agreed", "answered");
        JsonNode answered = accesses.get(1);
        assertThat(answered.at("/agency/code").asString()).isEqualTo("G34");
        assertThat(answered.at("/agency/name").asString()).isEqualTo("Bảo hiểm xã hội Việt Nam");
        assertThat(answered.get("procedure").asString()).isEqualTo("1.002051");
        assertThat(answered.get("purpose").asString()).isEqualTo("social-insurance");
        assertThat(answered.get("operation").asString()).isEqualTo("lookup");
        assertThat(answered.get("fields").valueStream().map(JsonNode::asString))
                .containsExactly("name", "sex");
        assertThat(accesses.get(0).get("fields").get(0).asString()).isEqualTo("father");
    }

    @Test
    void aClientThatNobodyRegisteredIsRefusedAndTheCitizenSeesIt() {
        Citizen citizen = citizen("Đỗ Thị Tám");
        String token = tokens.token("moj", Map.of("scope", "sharing.query", "agency", "G15"));
        Answer answer = post(token, LOOKUPS, lookup(citizen, "name"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("client_unknown");
        assertThat(outcomesOf(citizen)).containsExactly("client_unknown");
    }

    @Test
    void aTokenWithoutAgencyOrScopeAsksForNothing() {
        Citizen citizen = citizen("Hồ Thị Chín");
        String stranger = tokens.token("stranger", Map.of("scope", "sharing.query"));
        assertThat(post(stranger, LOOKUPS, lookup(citizen, "name")).code())
                .isEqualTo("agency_missing");
        String powerless = tokens.token("vss", Map.of("scope", "population.read", "agency", "G34"));
        assertThat(post(powerless, LOOKUPS, lookup(citizen, "name")).status()).isEqualTo(403);
        assertThat(post("nonsense", LOOKUPS, lookup(citizen, "name")).status()).isEqualTo(401);
        assertThat(REGISTER.asked()).isEmpty();
        assertThat(outcomesOf(citizen)).isEmpty();
    }

    @Test
    void anOfficerOtherThanTheTokensIsRefused() {
        Citizen citizen = citizen("Ngô Thị Mười");
        String token =
                tokens.token(
                        "vss",
                        Map.of("scope", "sharing.query", "agency", "G34", "officer", "cb-001"));
        Answer answer = post(token, LOOKUPS, lookup(citizen, "name"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("officer_not_authorised");
        assertThat(outcomesOf(citizen)).containsExactly("officer_not_authorised");
    }

    @Test
    void aRegisterThatIsDownIs503AndTheFailedAttemptIsRecorded() {
        Citizen citizen = citizen("Dương Thị Mai");
        REGISTER.failWith(503);
        Answer answer = post(vss(), LOOKUPS, lookup(citizen, "name"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(outcomeOfCorrelation(answer)).isEqualTo("unavailable");

        REGISTER.failWith(500);
        assertThat(post(vss(), LOOKUPS, lookup(citizen, "name")).status()).isEqualTo(503);
        REGISTER.failWith(403);
        assertThat(post(vss(), LOOKUPS, lookup(citizen, "name")).status()).isEqualTo(503);
    }

    @Test
    void aRefusalIsRecordedAlsoWhileTheRegisterIsDown() {
        Citizen citizen = citizen("Dương Thị Lan");
        REGISTER.failWith(503);
        Answer answer = post(vss(), LOOKUPS, lookup(citizen, "religion"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(outcomeOfCorrelation(answer)).isEqualTo("field_not_agreed");
    }

    @Test
    void nothingIsAnsweredWhenTheRecordCannotBeStored() {
        Citizen citizen = citizen("Bùi Thị Cúc");
        jdbc.sql("alter table access_record rename to access_record_away").update();
        try {
            Answer answer = post(vss(), LOOKUPS, lookup(citizen, "name"));
            assertThat(answer.status()).isGreaterThanOrEqualTo(500);
            assertThat(answer.raw().body())
                    .doesNotContain("Bùi Thị Cúc")
                    .doesNotContain(citizen.id().toString());
        } finally {
            jdbc.sql("alter table access_record_away rename to access_record").update();
        }
        assertThat(post(vss(), LOOKUPS, lookup(citizen, "name")).status()).isEqualTo(200);
    }

    @Test
    void aVerificationSaysYesOrNoAndNothingElse() {
        Citizen citizen = citizen("Lý Thị Đào");
        Answer yes =
                post(
                        vss(),
                        "/sharing/v1/verifications",
                        verification(
                                citizen,
                                """
                                {"sex": "FEMALE", "nationality": "VN", "permanentResidence":
                                  {"province": "01", "detail": "12 PHỐ HÒA MÃ"}}
                                """));
        Answer no =
                post(
                        vss(),
                        "/sharing/v1/verifications",
                        verification(citizen, "{\"sex\": \"MALE\"}"));
        Answer missing =
                post(
                        vss(),
                        "/sharing/v1/verifications",
                        verification(citizen, "{}").replace("Lý Thị Đào", "Lý Thị Mận"));

        assertThat(yes.status()).isEqualTo(200);
        assertThat(yes.body().get("verified").asBoolean()).isTrue();
        assertThat(no.body().get("verified").asBoolean()).isFalse();
        assertThat(missing.body().get("verified").asBoolean()).isFalse();
        for (Answer answer : List.of(yes, no, missing)) {
            assertThat(answer.body().propertyNames()).containsExactly("verified", "asOf");
        }
        assertThat(outcomesOf(citizen)).containsExactly("mismatch", "not_verified", "verified");
    }

    @Test
    void anAttributeThatIsNotAgreedIsNotVerified() {
        Citizen citizen = citizen("Mai Thị Liên");
        Answer answer =
                post(
                        vss(),
                        "/sharing/v1/verifications",
                        verification(citizen, "{\"sex\": \"FEMALE\", \"ethnicity\": \"1\"}"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("field_not_agreed");
        assertThat(answer.pointer()).isEqualTo("/attributes/ethnicity");
        assertThat(outcomesOf(citizen)).containsExactly("field_not_agreed");
    }

    private static String withoutCorrelation(Answer answer) {
        return answer.raw().body().replaceAll("\"correlationId\":\"[^\"]+\"", "");
    }

    private String outcomeOfCorrelation(Answer answer) {
        return jdbc.sql("select outcome from access_record where correlation_id = :id")
                .param("id", answer.body().get("correlationId").asString())
                .query(String.class)
                .single();
    }

    private static JsonNode claims(String jws) {
        return JSON.readTree(java.util.Base64.getUrlDecoder().decode(jws.split("\\.", -1)[1]));
    }
}
