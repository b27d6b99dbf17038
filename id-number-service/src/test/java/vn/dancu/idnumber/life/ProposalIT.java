package vn.dancu.idnumber.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;

@IdNumberIT
class ProposalIT {
    private static final String PROPOSALS = "/id-numbers/v1/proposals";
    private static final String DECISION = "{\"decision\":\"15/QD-C06\"}";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;

    private Api.Client commune() {
        return api.asOfficer("officer-commune", "00001", "idnumber.propose");
    }

    private Api.Client agency() {
        return api.asOfficer("head-of-agency", "VN", "idnumber.decide");
    }

    @Test
    void theCommuneProposesAndTheAgencyDecides() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1970);

        Answer proposed = commune().post(PROPOSALS, reestablishment(person, number));
        assertThat(proposed.status()).isEqualTo(201);
        assertThat(proposed.text("/state")).isEqualTo("proposed");
        assertThat(proposed.text("/territory")).isEqualTo("00001");
        Answer approved =
                agency().post(
                                PROPOSALS + "/" + proposed.text("/proposalId") + "/approval",
                                DECISION);

        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.text("/state")).isEqualTo("approved");
        Answer history = history(number);
        assertThat(history.text("/state")).isEqualTo("reestablished");
        assertThat(history.text("/currentNumber")).matches("001171[0-9]{6}");
        assertThat(history.text("/steps/0/decision")).isEqualTo("15/QD-C06");
        assertThat(history.text("/steps/0/proposedBy")).isEqualTo("officer-commune");
        assertThat(history.text("/steps/0/approvedBy")).isEqualTo("head-of-agency");
        assertThat(history.text("/steps/0/newNumber")).isEqualTo(history.text("/currentNumber"));
    }

    @Test
    void aCancellationTakesEffectWithTheDecisionAndNotBefore() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1972);

        Answer proposed = commune().post(PROPOSALS, cancellation(person, number));
        assertThat(history(number).text("/state")).isEqualTo("active");
        agency().post(PROPOSALS + "/" + proposed.text("/proposalId") + "/approval", DECISION);

        assertThat(history(number).text("/state")).isEqualTo("cancelled");
    }

    @Test
    void aRefusedProposalChangesNothingAndAnotherMayFollow() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1973);
        String body = cancellation(person, number);
        String first = commune().post(PROPOSALS, body).text("/proposalId");

        assertThat(commune().post(PROPOSALS, body).text("/code")).isEqualTo("proposal_open");
        assertThat(
                        agency().post(
                                        PROPOSALS + "/" + first + "/refusal",
                                        "{\"decision\":\"evidence lacks the court's ruling\"}")
                                .text("/state"))
                .isEqualTo("refused");

        assertThat(history(number).text("/state")).isEqualTo("active");
        assertThat(agency().post(PROPOSALS + "/" + first + "/approval", DECISION).text("/code"))
                .isEqualTo("proposal_decided");
        assertThat(commune().post(PROPOSALS, body).status()).isEqualTo(201);
    }

    @Test
    void nobodyDecidesOnWhatTheyProposedNorOutsideTheAgency() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1974);
        Api.Client both = api.asOfficer("head-of-agency", "VN", "idnumber.propose idnumber.decide");
        String id = both.post(PROPOSALS, cancellation(person, number)).text("/proposalId");

        Answer own = both.post(PROPOSALS + "/" + id + "/approval", DECISION);
        Answer commune =
                api.asOfficer("chief", "01", "idnumber.decide")
                        .post(PROPOSALS + "/" + id + "/approval", DECISION);
        Answer machine =
                api.as("idnumber.decide").post(PROPOSALS + "/" + id + "/approval", DECISION);

        assertThat(own.status()).isEqualTo(403);
        assertThat(own.text("/code")).isEqualTo("own_proposal");
        assertThat(commune.text("/code")).isEqualTo("outside_territory");
        assertThat(machine.text("/code")).isEqualTo("officer_needed");
        assertThat(commune().post(PROPOSALS + "/" + id + "/approval", DECISION).status())
                .isEqualTo(403);
        assertThat(history(number).text("/state")).isEqualTo("active");
    }

    @Test
    void nobodyProposesOrDecidesOnTheirOwnNumber() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1977);
        String body = cancellation(person, number);

        Answer proposed =
                api.asOfficer("themselves", "00001", "idnumber.propose", person)
                        .post(PROPOSALS, body);
        String id = commune().post(PROPOSALS, body).text("/proposalId");
        Api.Client head = api.asOfficer("themselves", "VN", "idnumber.decide", person);
        Answer approved = head.post(PROPOSALS + "/" + id + "/approval", DECISION);
        Answer refused = head.post(PROPOSALS + "/" + id + "/refusal", DECISION);

        for (Answer answer : new Answer[] {proposed, approved, refused}) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text("/code")).isEqualTo("own_record");
        }
        assertThat(agency().get(PROPOSALS + "/" + id).text("/state")).isEqualTo("proposed");
    }

    @Test
    void anApprovalThatCanNoLongerBeCarriedOutLeavesTheProposalOpen() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1975);
        String id = commune().post(PROPOSALS, reestablishment(person, number)).text("/proposalId");
        jdbc.sql(
                        """
                        insert into bucket (bucket, key_id, next_place, opened_at)
                        select 1171, key_id, 1000000, now() from bucket limit 1
                            on conflict (bucket) do update set next_place = 1000000
                        """)
                .update();

        Answer answer = agency().post(PROPOSALS + "/" + id + "/approval", DECISION);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("/code")).isEqualTo("bucket_exhausted");
        assertThat(agency().get(PROPOSALS + "/" + id).text("/state")).isEqualTo("proposed");
        jdbc.sql("delete from bucket where bucket = 1171 and assigned = 0").update();
        jdbc.sql("update bucket set next_place = assigned where bucket = 1171").update();
    }

    @Test
    void aCommuneSeesItsOwnProposalsAndTheAgencyAllInPages() {
        for (int i = 0; i < 3; i++) {
            UUID person = UUID.randomUUID();
            api.asOfficer("officer-" + i, "0000" + (7 + i % 2), "idnumber.propose")
                    .post(PROPOSALS, cancellation(person, allocate(person, 1976)));
        }
        Api.Client seven = api.asOfficer("officer-0", "00007", "idnumber.propose");

        Answer own = seven.get(PROPOSALS + "?state=proposed");
        Answer first = agency().get(PROPOSALS + "?limit=1");
        Answer second = agency().get(PROPOSALS + "?limit=1&after=" + first.text("/next"));

        assertThat(own.body().get("items")).hasSize(2);
        assertThat(own.body().get("items").valueStream())
                .allSatisfy(item -> assertThat(item.get("territory")).hasToString("\"00007\""));
        assertThat(first.body().get("items")).hasSize(1);
        assertThat(second.text("/items/0/proposalId"))
                .isNotEqualTo(first.text("/items/0/proposalId"));
        String foreign =
                jdbc.sql("select proposal_id::text from proposal where territory = '00008'")
                        .query(String.class)
                        .single();
        assertThat(seven.get(PROPOSALS + "/" + foreign).status()).isEqualTo(404);
        assertThat(agency().get(PROPOSALS + "/" + foreign).status()).isEqualTo(200);
        assertThat(agency().get(PROPOSALS + "?state=x").status()).isEqualTo(400);
        assertThat(agency().get(PROPOSALS + "/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void theSameKeyIsOneProposal() {
        UUID person = UUID.randomUUID();
        String body = cancellation(person, allocate(person, 1977));
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());

        Answer first = commune().post(PROPOSALS, body, key);
        Answer again = commune().post(PROPOSALS, body, key);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "reason":"data_entry_error"   | "reason":"died"          | reason_not_of_command
                    "reason":"data_entry_error"   | "reason":"import_withdrawn" | reason_not_of_command
                    "kind":"cancel"               | "kind":"delete"          | unknown_kind
                    "evidence":"BB-7"             | "evidence":" "           | text_length
                    "kind":"cancel"               | "kind":"reestablish"     | missing_field
                    """)
    void aProposalOutsideTheRulesIsRefused(String right, String wrong, String code) {
        UUID person = UUID.randomUUID();
        String body = cancellation(person, allocate(person, 1978));

        Answer answer = commune().post(PROPOSALS, body.replace(right, wrong));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/errors").valueStream().map(e -> e.get("code").asString()))
                .contains(code);
    }

    @Test
    void whatIsNotThePersonsIsRefusedAtOnce() {
        UUID person = UUID.randomUUID();
        String number = allocate(person, 1979);

        assertThat(commune().post(PROPOSALS, cancellation(UUID.randomUUID(), number)).text("/code"))
                .isEqualTo("number_not_of_person");
        assertThat(
                        api.as("idnumber.propose")
                                .post(PROPOSALS, cancellation(person, number))
                                .status())
                .isEqualTo(403);
    }

    private Answer history(String number) {
        return api.as("idnumber.read")
                .post("/id-numbers/v1/histories", "{\"number\":\"" + number + "\"}");
    }

    private String allocate(UUID person, int year) {
        return api.asPopulationService()
                .post(
                        "/internal/id-numbers/v1/allocations",
                        """
                        {"requestId":"%s","items":[
                         {"itemId":"%s","prefix":"001","sex":"MALE","birthYear":%d}]}
                        """
                                .formatted(UUID.randomUUID(), person, year))
                .text("/items/0/number");
    }

    private static String cancellation(UUID person, String number) {
        return """
               {"kind":"cancel","personId":"%s","number":"%s","reason":"data_entry_error","evidence":"BB-7"}
               """
                .formatted(person, number);
    }

    private static String reestablishment(UUID person, String number) {
        return """
               {"kind":"reestablish","personId":"%s","number":"%s","reason":"sex_redetermined","evidence":"BB-8",
                "prefix":"001","sex":"FEMALE","birthYear":1971}
               """
                .formatted(person, number);
    }
}
