package vn.dancu.sharing.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.sharing.SharingIT;

/** Whatever comes in: a stable code, a pointer to the field, nothing asked and nothing stored. */
class BadInputIT extends SharingIT {
    private static final Citizen CITIZEN = citizen("Nguyễn Văn Tốt");

    static Stream<Arguments> bad() {
        String good = lookup(CITIZEN, "name", "sex");
        return Stream.of(
                Arguments.of("cut short", good.substring(0, 40), 400, "malformed_json", ""),
                Arguments.of(
                        "a number beyond measure",
                        good.replace("\"" + CITIZEN.number() + "\"", "9".repeat(2_000)),
                        400,
                        "malformed_json",
                        ""),
                Arguments.of("trailing", good + "{}", 400, null, ""),
                Arguments.of("empty", "", 400, "body_missing", ""),
                Arguments.of("a list", "[]", 400, "wrong_type", ""),
                Arguments.of("null", "null", 400, null, ""),
                Arguments.of(
                        "unknown field",
                        with(good, "\"passport\":\"1\""),
                        400,
                        "unknown_field",
                        "/passport"),
                Arguments.of(
                        "number as number",
                        good.replace("\"" + CITIZEN.number() + "\"", "1157000001"),
                        400,
                        "wrong_type",
                        "/number"),
                Arguments.of(
                        "fields as text",
                        good.replace("[\"name\",\"sex\"]", "\"name\""),
                        400,
                        "wrong_type",
                        "/fields"),
                Arguments.of(
                        "control character",
                        good.replace("Văn", "V\\u0000n"),
                        400,
                        "control_character",
                        "/name"),
                Arguments.of(
                        "short number",
                        good.replace(CITIZEN.number(), "123"),
                        422,
                        "number_malformed",
                        "/number"),
                Arguments.of(
                        "impossible date",
                        good.replace("1957-03-15", "1957-02-30"),
                        422,
                        "date_impossible",
                        "/dateOfBirth"),
                Arguments.of(
                        "unknown person field",
                        good.replace("\"sex\"", "\"password\""),
                        422,
                        "field_unknown",
                        "/fields/1"),
                Arguments.of(
                        "field twice",
                        good.replace("\"sex\"", "\"name\""),
                        422,
                        "field_twice",
                        "/fields/1"),
                Arguments.of(
                        "no fields",
                        good.replace("[\"name\",\"sex\"]", "[]"),
                        422,
                        null,
                        "/fields"),
                Arguments.of(
                        "a field that is null",
                        good.replace("\"sex\"", "null"),
                        422,
                        null,
                        "/fields/1"),
                Arguments.of(
                        "no name", good.replace("\"name\":", "\"oldNumber\":"), 422, null, null),
                Arguments.of(
                        "both numbers",
                        with(good, "\"oldNumber\":\"123456789\""),
                        422,
                        "one_number_needed",
                        "/oldNumber"),
                Arguments.of(
                        "no number",
                        good.replace("\"number\":\"" + CITIZEN.number() + "\",", ""),
                        422,
                        "one_number_needed",
                        "/number"),
                Arguments.of(
                        "procedure of another shape",
                        good.replace("1.002051", "1/002051"),
                        422,
                        "procedure_malformed",
                        "/procedure"),
                Arguments.of(
                        "long name",
                        good.replace("Nguyễn Văn Tốt", "N".repeat(101)),
                        422,
                        "name_too_long",
                        "/name"),
                Arguments.of(
                        "oversized",
                        good.replace("Nguyễn Văn Tốt", "N".repeat(600_000)),
                        413,
                        "body_too_large",
                        ""));
    }

    private static String with(String body, String member) {
        return body.substring(0, body.length() - 1) + "," + member + "}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void badLookUpsAreRefusedWithACodeAndAPointerAndNothingIsStored(
            String kind, String body, int status, String code, String pointer) {
        long before = recorded();
        Answer answer = post(vss(), "/sharing/v1/lookups", body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.code()).isNotEmpty();
        if (code != null) {
            assertThat(answer.code() + answer.body().at("/errors/0/code").asString(""))
                    .contains(code);
        }
        if (pointer != null) {
            assertThat(answer.pointer()).isEqualTo(pointer);
        }
        assertThat(answer.raw().body()).doesNotContain(CITIZEN.number());
        assertThat(recorded()).isEqualTo(before);
        assertThat(REGISTER.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"empty\": true}",
                "{\"sex\": \"OTHER\"}",
                "{\"sex\": \"UNKNOWN\"}",
                "{\"sex\": 1}",
                "{\"permanentResidence\": {}}",
                "{\"permanentResidence\": {\"province\": \"1\"}}",
                "{\"permanentResidence\": {\"claimsNothing\": false, \"province\": \"01\"}}",
                "{\"father\": {\"name\": \"\"}}",
                "{\"maritalStatus\": \"2\"}",
                "{\"maritalStatus\": 2.5}",
                "{\"nationality\": \"Việt Nam\"}",
                "{\"status\": \"alive\"}"
            })
    void badAttributesAreRefusedAndNothingIsStored(String attributes) {
        long before = recorded();
        Answer answer = post(vss(), "/sharing/v1/verifications", verification(CITIZEN, attributes));
        assertThat(answer.status()).as(answer.raw().body()).isIn(400, 422);
        assertThat(answer.pointer()).startsWith("/attributes");
        assertThat(recorded()).isEqualTo(before);
        assertThat(REGISTER.asked()).isEmpty();
    }

    @Test
    void whatTheAgreementDoesNotNameIsPointedAt() {
        String good = lookup(CITIZEN, "name");
        Answer procedure = post(vss(), "/sharing/v1/lookups", good.replace("1.002051", "1.999999"));
        assertThat(procedure.status()).isEqualTo(403);
        assertThat(procedure.code()).isEqualTo("procedure_not_agreed");
        assertThat(procedure.pointer()).isEqualTo("/procedure");
        Answer purpose =
                post(vss(), "/sharing/v1/lookups", good.replace("social-insurance", "curiosity"));
        assertThat(purpose.code()).isEqualTo("purpose_not_agreed");
        assertThat(purpose.pointer()).isEqualTo("/purpose");
    }

    @Test
    void aParameterThatIsNotDeclaredIsRefusedAndNothingIsAsked() {
        Answer answer = post(vss(), "/sharing/v1/lookups?validat=1990", lookup(CITIZEN, "name"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("unknown_parameter");
        assertThat(answer.pointer()).isEqualTo("?validat");
        assertThat(REGISTER.asked()).isEmpty();
    }

    @Test
    void aPathWithAZeroByteIsRefusedAsAProblem() {
        Answer answer = get(vss(), "/sharing/v1/consents/%00");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed_request");
    }

    @Test
    void badParametersOfTheCitizensPageAreRefused() {
        String path = "/sharing/v1/persons/" + CITIZEN.id() + "/accesses";
        for (String query : new String[] {"?limit=0", "?limit=101", "?limit=x", "?after=x"}) {
            assertThat(get(portal(), path + query).status()).as(query).isEqualTo(400);
        }
        assertThat(get(portal(), "/sharing/v1/persons/1/accesses").status()).isEqualTo(400);
        assertThat(get(vss(), path).status()).isEqualTo(403);
        assertThat(get(portal(), "/sharing/v1/persons").status()).isIn(403, 404);
    }
}
