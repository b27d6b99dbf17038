package vn.dancu.idnumber.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.Contracts;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.testing.TestBroker;

@IdNumberIT
class ProposalIT {
    private static final String PROPOSALS = "/id-numbers/v1/proposals";
    private static final String DECISION = "{\"decision\":\"15/QD-C06\"}";

    @Autowired Api api;
    @Autowired JdbcClient jdbc;
    @Autowired TestBroker broker;

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
                    "kind":"cancel"               | "kind":"transfer"        | missing_field
                    "kind":"cancel"               | "kind":"transfer"        | reason_not_of_command
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

    @Test
    void aNumberGoesToItsOwnerAndWhoHadItMayAskForAnother() {
        UUID holder = UUID.randomUUID();
        UUID owner = UUID.randomUUID();
        String number = allocate(holder, 1951);

        String id = commune().post(PROPOSALS, transfer(holder, owner, number)).text("/proposalId");
        assertThat(registered(owner, number)).isEqualTo("conflict");
        Answer approved = agency().post(PROPOSALS + "/" + id + "/approval", DECISION);

        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.text("/ownerId")).isEqualTo(owner.toString());
        assertThat(registered(owner, number)).isEqualTo("registered");
        assertThat(own(owner)).isEqualTo(number + " active");
        assertThat(own(holder)).isEqualTo(" unknown");
        Answer history = history(number);
        assertThat(history.text("/state")).isEqualTo("active");
        assertThat(history.body().at("/steps").valueStream().map(s -> s.get("command").asString()))
                .containsExactly("transfer", "receive");
        assertThat(history.text("/steps/0/proposedBy")).isEqualTo("officer-commune");
        assertThat(history.text("/steps/0/approvedBy")).isEqualTo("head-of-agency");
        String another = allocate(holder, 1951);
        assertThat(another).isNotEqualTo(number);
        assertThat(allocate(owner, 1951)).isEqualTo(number);
        assertThat(
                        jdbc.sql(
                                        "select count(*) from audit_record where action = 'number_decided'"
                                                + " and person_id in (:one, :other)")
                                .param("one", holder)
                                .param("other", owner)
                                .query(Integer.class)
                                .single())
                .isEqualTo(2);
    }

    @Test
    void anOwnersEarlierNumberLeadsToTheTransferredOneAndATransferBackUndoesIt() {
        UUID holder = UUID.randomUUID();
        UUID owner = UUID.randomUUID();
        String number = allocate(holder, 1952);
        String earlier = allocate(owner, 1953);

        decide(transfer(holder, owner, number));
        assertThat(own(owner)).isEqualTo(number + " active");
        assertThat(history(earlier).text("/state")).isEqualTo("reestablished");
        assertThat(history(earlier).text("/currentNumber")).isEqualTo(number);

        decide(transfer(owner, holder, number));
        assertThat(own(owner)).isEqualTo(earlier + " active");
        assertThat(own(holder)).isEqualTo(number + " active");
        assertThat(history(earlier).body().has("currentNumber")).isFalse();

        decide(transfer(holder, owner, number));
        assertThat(history(earlier).text("/currentNumber")).isEqualTo(number);
    }

    @Test
    void aDeathSuspendsWhoDiedAndNotTheNumberThatIsAnothers() {
        UUID dead = UUID.randomUUID();
        UUID living = UUID.randomUUID();
        String number = allocate(dead, 1954);
        api.asPopulationService()
                .post(
                        "/internal/id-numbers/v1/transitions",
                        """
                        {"requestId":"%s","command":"suspend","reason":"died","evidence":"KT-1",
                         "proposedBy":"moj","items":[{"personId":"%s","number":"%s"}]}
                        """
                                .formatted(UUID.randomUUID(), dead, number));
        assertThat(own(dead)).isEqualTo(number + " suspended");

        decide(transfer(dead, living, number));

        assertThat(own(living)).isEqualTo(number + " active");
        assertThat(
                        jdbc.sql("select count(*) from suspension where number = :number")
                                .param("number", Long.valueOf(number))
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    @Test
    void aNumberThatWasCancelledAsNotTheHoldersGoesToItsOwner() {
        UUID holder = UUID.randomUUID();
        UUID owner = UUID.randomUUID();
        String number = allocate(holder, 1955);
        decide(cancellation(holder, number));

        decide(transfer(holder, owner, number));

        assertThat(own(owner)).isEqualTo(number + " active");
        assertThat(allocate(holder, 1955)).isNotEqualTo(number);
    }

    @Test
    void whatLeadsElsewhereOrIsNotTheHoldersIsNotTransferred() {
        UUID holder = UUID.randomUUID();
        UUID owner = UUID.randomUUID();
        String number = allocate(holder, 1956);

        assertThat(commune().post(PROPOSALS, transfer(owner, holder, number)).text("/code"))
                .isEqualTo("number_not_of_person");
        assertThat(
                        commune()
                                .post(PROPOSALS, transfer(holder, holder, number))
                                .text("/errors/0/code"))
                .isEqualTo("same_person");
        assertThat(
                        api.asOfficer("themselves", "00001", "idnumber.propose", owner)
                                .post(PROPOSALS, transfer(holder, owner, number))
                                .text("/code"))
                .isEqualTo("own_record");
        decide(reestablishment(holder, number));
        assertThat(commune().post(PROPOSALS, transfer(holder, owner, number)).text("/code"))
                .isEqualTo("number_replaced");
    }

    @Test
    void bothAreToldOfATransferInTheFormOfTheContract() {
        UUID holder = UUID.randomUUID();
        UUID owner = UUID.randomUUID();
        String number = allocate(holder, 1957);
        decide(transfer(holder, owner, number));
        List<String> told = new ArrayList<>(LifeIT.told(broker, holder, 1));
        told.addAll(LifeIT.told(broker, owner, 1));

        assertThat(told).hasSize(2);
        told.forEach(event -> Contracts.assertKept(NumberTransferred.TYPE, event));
        Contracts.assertKept(NumberTransferred.TYPE, Contracts.example(NumberTransferred.TYPE));
        assertThat(told).noneMatch(event -> event.contains(number));
    }

    private void decide(String proposal) {
        String id = commune().post(PROPOSALS, proposal).text("/proposalId");
        Answer answer = agency().post(PROPOSALS + "/" + id + "/approval", DECISION);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    }

    /** The person's number and its state, as population-service is told. */
    private String own(UUID person) {
        Answer answer =
                api.asPopulationService()
                        .post(
                                "/internal/id-numbers/v1/lookups",
                                "{\"personIds\":[\"" + person + "\"]}");
        return answer.text("/items/0/number") + " " + answer.text("/items/0/state");
    }

    private String registered(UUID person, String number) {
        return api.asPopulationService()
                .post(
                        "/internal/id-numbers/v1/registrations",
                        """
                        {"requestId":"%s","items":[{"itemId":"%s","number":"%s"}]}
                        """
                                .formatted(person, person, number))
                .text("/items/0/outcome");
    }

    private static String transfer(UUID holder, UUID owner, String number) {
        return """
               {"kind":"transfer","personId":"%s","ownerId":"%s","number":"%s","reason":"wrong_holder",
                "evidence":"BB-9"}
               """
                .formatted(holder, owner, number);
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
