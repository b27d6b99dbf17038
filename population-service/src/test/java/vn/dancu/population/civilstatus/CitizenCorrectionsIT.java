package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import vn.dancu.population.Api;
import vn.dancu.population.People;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

/** What citizens ask to be corrected, from the request to the record. */
@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class CitizenCorrectionsIT {
    private static final String ROOT = "/internal/population/v1/citizen-corrections";
    private static final String EVENTS = "/population/v1/civil-status-events/";
    private static final String PAPER =
            """
            {"kind": "CIVIL_STATUS_ENTRY", "number": "12/2026", "office": "UBND phường Trúc Bạch"}
            """;

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders first;
    private HttpHeaders second;
    private UUID person;

    @BeforeEach
    void officersAreAtWork() {
        api = new Api(tokens, port);
        first = api.officer("first", "01", "population.read population.write population.approve");
        second = api.officer("second", "01", "population.read population.approve");
        person = new People(jdbc).someone().id();
    }

    private Api.Answer ask(UUID request, String correction, String evidence) {
        return api.post(
                ROOT,
                api.internal("sharing-service"),
                """
                {"requestId": "%s", "personId": "%s", "correction": %s, "evidence": %s}
                """
                        .formatted(request, person, correction, evidence));
    }

    private String asked(String correction) {
        Api.Answer answer = ask(UUID.randomUUID(), correction, PAPER);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("state").asString()).isEqualTo("PROPOSED");
        return answer.body().path("actId").asString();
    }

    private static String correction(String member) {
        return "{\"kind\": \"CORRECTION\", " + member + "}";
    }

    private String code(HttpHeaders officer, String act, String command, String body) {
        return api.post(EVENTS + act + "/" + command, officer, body).code();
    }

    private JsonNode state(String act) {
        return api.post(
                        ROOT + "/states",
                        api.internal("sharing-service"),
                        "{\"personId\": \"%s\", \"actIds\": [\"%s\"]}".formatted(person, act))
                .body()
                .at("/items/0");
    }

    private JsonNode record() {
        return api.get("/population/v1/persons/" + person, first).body();
    }

    @Test
    void oneOfficerTakesItUpAndAnotherApprovesIt() {
        String act = asked(correction("\"dateOfBirth\": \"1980-03-16\""));
        assertThat(record().path("dateOfBirth").asString()).isEqualTo("1980-03-15");
        assertThat(code(second, act, "approval", "")).isEqualTo("take_up_first");
        Api.Answer taken = api.post(EVENTS + act + "/take-up", first, "");
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(200);
        assertThat(taken.body().path("proposedBy").asString()).isEqualTo("first");
        assertThat(code(first, act, "take-up", "")).isEqualTo("nothing_to_take_up");
        assertThat(code(first, act, "approval", "")).isEqualTo("second_officer_required");
        assertThat(record().path("dateOfBirth").asString()).isEqualTo("1980-03-15");
        assertThat(state(act).path("state").asString()).isEqualTo("PROPOSED");

        assertThat(api.post(EVENTS + act + "/approval", second, "").status()).isEqualTo(200);
        assertThat(record().path("dateOfBirth").asString()).isEqualTo("1980-03-16");
        assertThat(state(act).path("state").asString()).isEqualTo("RECORDED");
    }

    @Test
    void whatAnOfficerCouldCorrectAloneNeedsTwoWhenACitizenAsks() {
        String act = asked(correction("\"ethnicity\": \"2\""));
        assertThat(code(second, act, "approval", "")).isEqualTo("take_up_first");
        assertThat(record().path("ethnicity").asString()).isEqualTo("1");
    }

    @Test
    void anOfficerRefusesWithAReasonThatTheCitizenReads() {
        String act = asked(correction("\"dateOfBirth\": \"1980-03-17\""));
        assertThat(
                        api.post(
                                        EVENTS + act + "/refusal",
                                        second,
                                        "{\"reason\": \"Sổ gốc ghi 15/3.\"}")
                                .status())
                .isEqualTo(200);
        assertThat(state(act).path("state").asString()).isEqualTo("REFUSED");
        assertThat(state(act).path("reason").asString()).isEqualTo("Sổ gốc ghi 15/3.");
        assertThat(code(first, act, "take-up", "")).isEqualTo("nothing_to_take_up");
    }

    @Test
    void oneRequestIsOneActAndAnotherContentIsNotItsContent() {
        UUID request = UUID.randomUUID();
        String body = correction("\"dateOfBirth\": \"1980-03-18\"");
        JsonNode one = ask(request, body, PAPER).body();
        assertThat(ask(request, body, PAPER).body()).isEqualTo(one);
        assertThat(ask(request, correction("\"dateOfBirth\": \"1980-03-19\""), PAPER).code())
                .isEqualTo("entry_differs");
    }

    @Test
    void whatTheRegisterWouldRefuseAnOfficerItRefusesACitizen() {
        UUID request = UUID.randomUUID();
        assertThat(ask(request, correction("\"dateOfBirth\": \"1980-03-15\""), PAPER).code())
                .isEqualTo("nothing_changes");
        assertThat(
                        ask(request, correction("\"ethnicity\": \"77\""), PAPER)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/correction/ethnicity");
        assertThat(
                        ask(
                                        request,
                                        correction("\"bloodGroup\": \"A\""),
                                        PAPER.replace("CIVIL_STATUS_ENTRY", "VERIFICATION_RECORD"))
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/evidence/kind");
        assertThat(
                        ask(request, "{\"kind\": \"DEATH\", \"date\": \"2026-01-01\"}", PAPER)
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/correction/kind");
    }

    @Test
    void theCitizenTakesItBackUntilItIsDecidedAndNobodyElseDoes() {
        String act = asked(correction("\"dateOfBirth\": \"1980-03-20\""));
        String body = "{\"personId\": \"%s\", \"actId\": \"%s\"}";
        HttpHeaders sharing = api.internal("sharing-service");
        String path = ROOT + "/withdrawal";
        assertThat(api.post(path, sharing, body.formatted(UUID.randomUUID(), act)).code())
                .isEqualTo("act_not_found");
        assertThat(code(first, act, "withdrawal", "{\"reason\": \"x\"}"))
                .isEqualTo("not_the_proposer");
        api.post(EVENTS + act + "/take-up", first, "");
        assertThat(api.post(path, sharing, body.formatted(person, act)).status()).isEqualTo(200);
        assertThat(state(act).path("state").asString()).isEqualTo("WITHDRAWN");
        assertThat(api.post(path, sharing, body.formatted(person, act)).code())
                .isEqualTo("act_already_decided");
    }

    @Test
    void officersOfAnotherPlaceAndOtherServicesHaveNoPartInIt() {
        String act = asked(correction("\"dateOfBirth\": \"1980-03-21\""));
        HttpHeaders elsewhere = api.officer("far", "79", "population.read population.write");
        assertThat(code(elsewhere, act, "take-up", "")).isEqualTo("outside_territory");
        assertThat(code(second, act, "take-up", "")).isEqualTo("forbidden");
        assertThat(api.post(ROOT, api.internal("card-issuance-service"), "{}").code())
                .isEqualTo("service_not_agreed");
    }
}
