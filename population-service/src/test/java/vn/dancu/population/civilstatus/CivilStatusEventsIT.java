package vn.dancu.population.civilstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.LifeOfNumbers;
import vn.dancu.population.PeopleOnRecord;
import vn.dancu.population.Topic;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Relative;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.number-tasks.patience=200ms",
            "dancu.calls.id-number-service.breaker-open=200ms"
        })
@Import(PeopleOnRecord.class)
class CivilStatusEventsIT {
    private static final String EVENTS = "/population/v1/civil-status-events";
    private static final LifeOfNumbers NUMBERS = new LifeOfNumbers();
    private static final AtomicInteger ENTRIES = new AtomicInteger();

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @Autowired private PeopleOnRecord people;
    @Autowired private KafkaTemplate<String, String> kafka;
    @LocalServerPort private int port;

    private Api api;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("dancu.calls.id-number-service.url", NUMBERS::url);
    }

    @AfterAll
    static void stop() {
        NUMBERS.close();
    }

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        NUMBERS.loseFirstAnswers(false);
    }

    private HttpHeaders officer(String name, String scope, Map<String, String> more) {
        Map<String, Object> claims =
                new HashMap<>(
                        Map.of(
                                "scope",
                                scope,
                                "agency",
                                "G01",
                                "officer",
                                name,
                                "territory",
                                "01"));
        claims.putAll(more);
        HttpHeaders headers = tokens.bearer(name, claims);
        headers.set("Dancu-Purpose", "test");
        return headers;
    }

    private HttpHeaders writer() {
        return officer("writer", "population.write", Map.of());
    }

    private HttpHeaders approver() {
        return officer("approver", "population.approve population.write", Map.of());
    }

    private HttpHeaders moj() {
        return api.as("moj", "population.civil-status population.birth population.death");
    }

    private static String evidence(String kind) {
        return """
        {"kind": "%s", "number": "12/2026", "office": "Toà án nhân dân Hà Nội", "issuedOn": "2026-02-01"}
        """
                .formatted(kind);
    }

    private static String entry() {
        return """
        {"office": "00001", "book": "KH/2026", "number": "%d"}
        """
                .formatted(ENTRIES.incrementAndGet());
    }

    private static String marriage(UUID one, UUID other, String entry) {
        return """
        {"personId": "%s", "entry": %s,
         "event": {"kind": "MARRIAGE", "spouseId": "%s", "registeredOn": "2026-01-10"}}
        """
                .formatted(one, entry, other);
    }

    private static String event(UUID person, String evidence, String event) {
        return """
        {"personId": "%s", "evidence": %s, "event": %s}
        """
                .formatted(person, evidence(evidence), event);
    }

    private static String nameChange(UUID person, String name) {
        return event(
                person,
                "ADMINISTRATIVE_DECISION",
                """
                {"kind": "NAME_CHANGE", "name": "%s", "registeredOn": "2026-02-01"}
                """
                        .formatted(name));
    }

    private static final String WHY =
            """
            {"reason": "Toà tuyên huỷ", "evidence":
              {"kind": "COURT_DECISION", "number": "99/2026", "office": "Toà án nhân dân Hà Nội"}}
            """;

    private UUID man(String name) {
        return people.add(name, Sex.MALE, "1990-01-01", d -> d.maritalStatus = 1);
    }

    private UUID woman(String name) {
        return people.add(name, Sex.FEMALE, "1992-01-01", d -> d.maritalStatus = 1);
    }

    private String id(Api.Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("id").asString();
    }

    private Api.Answer approve(String id) {
        return api.post(EVENTS + "/" + id + "/approval", approver(), "");
    }

    private void annul(String id) {
        Api.Answer proposed = api.post(EVENTS + "/" + id + "/annulment", writer(), WHY);
        assertThat(proposed.body().path("state").asString())
                .as(proposed.body().toString())
                .isEqualTo("ANNULMENT_PROPOSED");
        Api.Answer annulled = approve(id);
        assertThat(annulled.body().path("state").asString())
                .as(annulled.body().toString())
                .isEqualTo("ANNULLED");
    }

    @Test
    void marriageReportedByTheCivilStatusOfficeIsRecordedAtOnceForBoth() {
        UUID he = man("Đinh Văn Chồng");
        UUID she = woman("Hà Thị Vợ");
        Api.Answer answer = api.post(EVENTS, moj(), marriage(he, she, entry()));
        assertThat(answer.body().path("state").asString()).isEqualTo("RECORDED");
        PersonRecord husband = people.read(he);
        PersonRecord wife = people.read(she);
        assertThat(husband.maritalStatus()).isEqualTo(2);
        assertThat(wife.maritalStatus()).isEqualTo(2);
        assertThat(spouse(husband)).isEqualTo(she);
        assertThat(spouse(wife)).isEqualTo(he);
        try (Topic facts = new Topic(broker.bootstrapServers(), "population.acts.v1")) {
            var told = facts.await(m -> m.key().equals(id(answer)));
            Contracts.assertMatches(
                    told.value(), "population/population.act-changed.v1.schema.json");
            assertThat(told.value()).doesNotContain("Đinh");
        }

        assertThat(api.post(EVENTS, moj(), marriage(he, woman("Hà Thị Hai"), entry())).code())
                .isEqualTo("already_married");

        String divorce =
                id(
                        api.post(
                                EVENTS,
                                moj(),
                                event(
                                        she,
                                        "COURT_DECISION",
                                        "{\"kind\": \"DIVORCE\", \"effectiveOn\": \"2026-03-01\"}")));
        assertThat(people.read(he).maritalStatus()).isEqualTo(3);
        assertThat(people.read(she).relatives().spouse()).isNull();

        assertThat(api.post(EVENTS + "/" + id(answer) + "/annulment", writer(), WHY).code())
                .isEqualTo("later_acts_exist");
        annul(divorce);
        assertThat(spouse(people.read(he))).isEqualTo(she);
        annul(id(answer));
        assertThat(people.read(he).maritalStatus()).isEqualTo(1);
        assertThat(people.read(she).relatives().spouse()).isNull();
    }

    private static UUID spouse(PersonRecord person) {
        Relative spouse = Objects.requireNonNull(person.relatives().spouse());
        return Objects.requireNonNull(spouse.personId());
    }

    @Test
    void sameEntryAgainIsTheSameEventAndOtherContentIsRefused() {
        UUID he = man("Đinh Văn Một");
        UUID she = woman("Hà Thị Một");
        String entry = entry();
        Api.Answer first = api.post(EVENTS, moj(), marriage(he, she, entry));
        assertThat(id(api.post(EVENTS, moj(), marriage(he, she, entry)))).isEqualTo(id(first));
        assertThat(api.post(EVENTS, moj(), marriage(he, woman("Hà Thị Ba"), entry)).code())
                .isEqualTo("entry_differs");
        assertThat(people.read(he).version()).isEqualTo(2);
    }

    @Test
    void policeOfficersProposalChangesNothingUntilAnotherOfficerAgrees() {
        UUID person = man("Phạm Văn Cũ");
        String id = id(api.post(EVENTS, writer(), nameChange(person, "Phạm Văn Mới")));
        assertThat(people.read(person).version()).isEqualTo(1);
        HttpHeaders firstWithBoth =
                officer("writer", "population.approve population.write", Map.of());
        assertThat(api.post(EVENTS + "/" + id + "/approval", firstWithBoth, "").code())
                .isEqualTo("second_officer_required");
        assertThat(approve(id).body().path("state").asString()).isEqualTo("RECORDED");
        assertThat(people.read(person).name()).isEqualTo(new PersonName("Phạm Văn Mới"));
        assertThat(approve(id).code()).isEqualTo("act_already_decided");
        assertThat(
                        jdbc.sql(
                                        """
                                        select approved_by from person_version
                                        where person_id = :id and event_id = cast(:event as uuid)
                                        """)
                                .param("id", person)
                                .param("event", id)
                                .query(String.class)
                                .single())
                .isEqualTo("approver");
    }

    @Test
    void refusedAndWithdrawnProposalsLeaveTheRecordAndGiveTheEntryBack() {
        UUID he = man("Phan Văn Hai");
        UUID she = woman("Phan Thị Hai");
        String entry = entry();
        String refused = id(api.post(EVENTS, writer(), marriage(he, she, entry)));
        assertThat(
                        api.post(
                                        EVENTS + "/" + refused + "/refusal",
                                        approver(),
                                        "{\"reason\": \"Sai số\"}")
                                .body()
                                .path("state")
                                .asString())
                .isEqualTo("REFUSED");
        String again = id(api.post(EVENTS, writer(), marriage(he, she, entry)));
        assertThat(again).isNotEqualTo(refused);
        HttpHeaders other = officer("other", "population.write", Map.of());
        assertThat(
                        api.post(
                                        EVENTS + "/" + again + "/withdrawal",
                                        other,
                                        "{\"reason\": \"Nhầm\"}")
                                .code())
                .isEqualTo("not_the_proposer");
        assertThat(
                        api.post(
                                        EVENTS + "/" + again + "/withdrawal",
                                        writer(),
                                        "{\"reason\": \"Nhầm\"}")
                                .body()
                                .path("state")
                                .asString())
                .isEqualTo("WITHDRAWN");
        assertThat(people.read(he).version()).isEqualTo(1);
    }

    @Test
    void officerWritesInsideTheTerritoryAndOnStrangersOnly() {
        UUID person = man("Tạ Văn Lạ");
        HttpHeaders elsewhere = officer("south", "population.write", Map.of("territory", "79"));
        assertThat(api.post(EVENTS, elsewhere, nameChange(person, "Tạ Văn Xa")).code())
                .isEqualTo("outside_territory");
        HttpHeaders self = officer("self", "population.write", Map.of("person", person.toString()));
        assertThat(api.post(EVENTS, self, nameChange(person, "Tạ Văn Ta")).code())
                .isEqualTo("own_record");
        UUID son =
                people.add(
                        "Tạ Văn Con",
                        Sex.MALE,
                        "2000-01-01",
                        d ->
                                d.father =
                                        new Relative(
                                                new PersonName("Tạ Văn Lạ"),
                                                null,
                                                null,
                                                null,
                                                person));
        HttpHeaders relative =
                officer(
                        "son",
                        "population.write population.approve",
                        Map.of("person", son.toString()));
        assertThat(api.post(EVENTS, relative, nameChange(person, "Tạ Văn Bố")).code())
                .isEqualTo("relative_record");
        String id = id(api.post(EVENTS, writer(), nameChange(person, "Tạ Văn Đổi")));
        assertThat(api.post(EVENTS + "/" + id + "/approval", relative, "").code())
                .isEqualTo("relative_record");
        HttpHeaders farApprover = officer("south", "population.approve", Map.of("territory", "79"));
        assertThat(api.post(EVENTS + "/" + id + "/approval", farApprover, "").code())
                .isEqualTo("outside_territory");
        assertThat(people.read(person).version()).isEqualTo(1);
    }

    @Test
    void oneOfTwoApprovalsAtOnceTakesEffect() throws Exception {
        UUID person = man("Lý Văn Gấp");
        String id = id(api.post(EVENTS, writer(), nameChange(person, "Lý Văn Nhanh")));
        List<Callable<Api.Answer>> both = new ArrayList<>();
        for (String name : List.of("approver-1", "approver-2", "approver-3")) {
            HttpHeaders headers = officer(name, "population.approve", Map.of());
            both.add(() -> api.post(EVENTS + "/" + id + "/approval", headers, ""));
        }
        List<Integer> outcomes = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Api.Answer> answer : threads.invokeAll(both)) {
                outcomes.add(answer.get().status());
            }
        }
        assertThat(outcomes).containsExactlyInAnyOrder(200, 409, 409);
        assertThat(people.read(person).version()).isEqualTo(2);
    }

    @Test
    void repeatedCommandWithItsKeyIsOneCommand() {
        UUID person = man("Mai Văn Lặp");
        HttpHeaders keyed = writer();
        keyed.set("Idempotency-Key", "mai-1");
        String body = nameChange(person, "Mai Văn Khác");
        String id = id(api.post(EVENTS, keyed, body));
        assertThat(id(api.post(EVENTS, keyed, body))).isEqualTo(id);
        assertThat(api.post(EVENTS, keyed, nameChange(person, "Mai Văn Ba")).code())
                .isEqualTo("idempotency_key_reused");
        HttpHeaders approval = approver();
        approval.set("Idempotency-Key", "mai-2");
        Api.Answer first = api.post(EVENTS + "/" + id + "/approval", approval, "");
        Api.Answer second = api.post(EVENTS + "/" + id + "/approval", approval, "");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(people.read(person).version()).isEqualTo(2);
    }

    @Test
    void approverSeesWhatWaitsInTheTerritoryAPageAtATime() {
        List<String> proposed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            UUID person = man("Vũ Văn Chờ");
            proposed.add(
                    id(
                            api.post(
                                    EVENTS,
                                    writer(),
                                    nameChange(person, "Vũ Văn " + (char) ('A' + i)))));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            Api.Answer page = api.get(EVENTS + "?limit=2" + after, approver());
            page.body().path("items").forEach(item -> seen.add(item.path("id").asString()));
            String next = page.body().path("next").asString("");
            after = next.isEmpty() ? "" : "&after=" + next;
        } while (!after.isEmpty());
        assertThat(seen).containsSubsequence(proposed).doesNotHaveDuplicates();
        HttpHeaders elsewhere = officer("south", "population.approve", Map.of("territory", "79"));
        assertThat(api.get(EVENTS, elsewhere).body().path("items").isEmpty()).isTrue();
        assertThat(api.get(EVENTS + "?after=nonsense", approver()).code())
                .isEqualTo("cursor_unknown");
    }

    @Test
    void adoptionIsReadWithItsOwnScopeOnly() {
        UUID child = people.add("Bùi Thị Con", Sex.FEMALE, "2018-01-01", d -> {});
        String id =
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(
                                        child,
                                        "ADMINISTRATIVE_DECISION",
                                        """
                                        {"kind": "ADOPTION", "adopter": "STRANGER",
                                         "mother": {"name": "Bùi Thị Mẹ", "nationality": "VN"},
                                         "registeredOn": "2026-02-02"}
                                        """)));
        assertThat(api.get(EVENTS + "/" + id, approver()).status()).isEqualTo(403);
        assertThat(api.get(EVENTS + "?limit=100", approver()).body().toString()).doesNotContain(id);
        HttpHeaders trusted =
                officer("trusted", "population.approve " + Disclosure.SCOPE, Map.of());
        assertThat(api.get(EVENTS + "/" + id, trusted).body().path("kind").asString())
                .isEqualTo("ADOPTION");
        assertThat(api.post(EVENTS + "/" + id + "/approval", trusted, "").status()).isEqualTo(200);
        Relative mother = Objects.requireNonNull(people.read(child).relatives().mother());
        assertThat(mother.name()).isEqualTo(new PersonName("Bùi Thị Mẹ"));
    }

    @Test
    void protectionIsDecidedByTwoOfAScopeOfTheirOwnAndHidesTheRecordUntilItEnds() {
        UUID witness = man("Bùi Văn Chứng");
        String record = "/population/v1/persons/" + witness;
        String proposal =
                event(
                        witness,
                        "ADMINISTRATIVE_DECISION",
                        "{\"kind\": \"PROTECTION\", \"effectiveOn\": \"2026-02-02\"}");
        assertThat(api.post(EVENTS, writer(), proposal).code()).isEqualTo("forbidden");
        HttpHeaders investigator =
                officer("investigator", "population.read population.protection", Map.of());
        HttpHeaders trusted =
                officer(
                        "trusted",
                        "population.read population.approve " + Disclosure.SCOPE,
                        Map.of());
        HttpHeaders reader = officer("reader", "population.read population.approve", Map.of());
        String id = id(api.post(EVENTS, investigator, proposal));
        assertThat(api.get(record, reader).status()).isEqualTo(200);
        assertThat(api.get(EVENTS + "/" + id, reader).status()).isEqualTo(403);
        assertThat(api.post(EVENTS + "/" + id + "/approval", trusted, "").status()).isEqualTo(200);

        assertThat(api.get(record, reader).code()).isEqualTo("protected_person");
        assertThat(api.get(record, trusted).body().path("protectedPerson").asBoolean()).isTrue();
        String end = proposal.replace("PROTECTION", "PROTECTION_END");
        assertThat(api.post(EVENTS, writer(), end).code()).isEqualTo("forbidden");
        String ended = id(api.post(EVENTS, investigator, end));
        assertThat(api.post(EVENTS + "/" + ended + "/approval", trusted, "").status())
                .isEqualTo(200);
        assertThat(api.get(record, reader).status()).isEqualTo(200);
        assertThat(api.get(record + "/history", reader).body().toString())
                .doesNotContain("protect");
        assertThat(api.get(record + "/history", trusted).body().toString())
                .contains("protection_ended");
    }

    @Test
    void annulledDeathRestoresThePersonTheNumberAndTheMarriage() {
        String number = "001090111111";
        UUID he = people.numbered("Cao Văn Sống", Sex.MALE, "1990-01-01", number);
        UUID she = woman("Cao Thị Sống");
        api.post(EVENTS, moj(), marriage(he, she, entry()));
        Api.Answer death =
                api.post(
                        "/population/v1/deaths",
                        moj(),
                        """
                        {"entry": %s, "personId": "%s", "date": "2026-03-01"}
                        """
                                .formatted(entry(), he));
        assertThat(death.status()).as(death.body().toString()).isEqualTo(201);
        assertThat(people.read(she).maritalStatus()).isEqualTo(3);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> NUMBERS.state(number).equals("suspended"));

        annul(death.body().path("deathId").asString());

        PersonRecord restored = people.read(he);
        assertThat(restored.status()).isEqualTo(LifeStatus.ALIVE);
        assertThat(restored.death()).isNull();
        assertThat(restored.number()).isNotNull();
        assertThat(spouse(people.read(she))).isEqualTo(he);
        await().atMost(Duration.ofSeconds(30)).until(() -> NUMBERS.state(number).equals("active"));
        try (Topic facts = new Topic(broker.bootstrapServers(), "population.persons.v1")) {
            var told =
                    facts.await(
                            m ->
                                    m.key().equals(he.toString())
                                            && m.value()
                                                    .contains(
                                                            "population.person-death-annulled.v1"));
            Contracts.assertMatches(
                    told.value(), "population/population.person-death-annulled.v1.schema.json");
        }
    }

    @Test
    void laterMarriageOfTheWidowedStandsWhenTheDeadReturns() {
        UUID he = man("Đỗ Văn Về");
        UUID she = woman("Đỗ Thị Chờ");
        UUID second = man("Đỗ Văn Hai");
        api.post(EVENTS, moj(), marriage(he, she, entry()));
        String death =
                id(
                        api.post(
                                EVENTS,
                                moj(),
                                event(
                                        he,
                                        "COURT_DECISION",
                                        "{\"kind\": \"DEATH\", \"date\": \"2026-01-15\"}")));
        id(
                api.post(
                        EVENTS,
                        moj(),
                        """
                        {"personId": "%s", "entry": %s,
                         "event": {"kind": "MARRIAGE", "spouseId": "%s", "registeredOn": "2026-02-10"}}
                        """
                                .formatted(she, entry(), second)));
        annul(death);
        assertThat(people.read(he).status()).isEqualTo(LifeStatus.ALIVE);
        assertThat(people.read(he).maritalStatus()).isEqualTo(3);
        assertThat(people.read(he).relatives().spouse()).isNull();
        assertThat(spouse(people.read(she))).isEqualTo(second);
    }

    @Test
    void redeterminedSexReestablishesTheNumberThoughEachAnswerIsLostOnce() {
        NUMBERS.loseFirstAnswers(true);
        String old = "001192222222";
        UUID person = people.numbered("Ngô Thị Đổi", Sex.FEMALE, "1992-01-01", old);
        String id =
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(
                                        person,
                                        "MEDICAL_CERTIFICATE",
                                        """
                                        {"kind": "SEX_REDETERMINATION", "sex": "MALE",
                                         "name": "Ngô Văn Đổi", "registeredOn": "2026-02-03"}
                                        """)));
        assertThat(approve(id).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !old.equals(number(people.read(person))));
        PersonRecord renumbered = people.read(person);
        assertThat(number(renumbered)).startsWith("001092");
        assertThat(NUMBERS.taken(person)).hasSize(1);
        assertThat(NUMBERS.state(old)).isEqualTo("reestablished");
        Api.Answer byOld =
                api.post(
                        "/population/v1/persons/search",
                        officer("reader", "population.read", Map.of()),
                        "{\"number\": \"" + old + "\"}");
        assertThat(byOld.body().path("items").path(0).path("personId").asString())
                .isEqualTo(person.toString());

        annul(id);
        assertThat(people.read(person).sex()).isEqualTo(Sex.FEMALE);
        assertThat(number(people.read(person))).isEqualTo(old);
        await().atMost(Duration.ofSeconds(30)).until(() -> NUMBERS.state(old).equals("active"));
        assertThat(NUMBERS.state(number(renumbered))).isEqualTo("cancelled");
    }

    private static String number(PersonRecord person) {
        return Objects.requireNonNull(person.number()).digits();
    }

    @Test
    void correctedYearReestablishesAndCorrectedDayDoesNot() {
        UUID person = people.numbered("Hồ Văn Năm", Sex.MALE, "1990-01-01", "001090333333");
        String correction = "{\"kind\": \"CORRECTION\", \"dateOfBirth\": \"%s\"}";
        approve(
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(person, "UPDATE_FORM", correction.formatted("1990-02-02")))));
        approve(
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(person, "UPDATE_FORM", correction.formatted("1991-02-02")))));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> number(people.read(person)).startsWith("001091"));
        assertThat(NUMBERS.taken(person)).hasSize(1);
        assertThat(NUMBERS.taken(person).getFirst().path("reason").asString())
                .isEqualTo("birth_year_corrected");
    }

    @Test
    void correctionOfALineThatIdentifiesNobodyNeedsNoSecondOfficer() {
        UUID person = man("Kiều Văn Đạo");
        Api.Answer answer =
                api.post(
                        EVENTS,
                        writer(),
                        event(
                                person,
                                "UPDATE_FORM",
                                "{\"kind\": \"CORRECTION\", \"religion\": \"2\"}"));
        assertThat(answer.body().path("state").asString()).isEqualTo("RECORDED");
        assertThat(people.read(person).religion()).isEqualTo("2");
    }

    @Test
    void correctedSexLetsAWaitingPersonBeNumbered() {
        UUID person =
                people.add(
                        "Quách Văn Chờ",
                        Sex.UNKNOWN,
                        "1990-01-01",
                        d -> d.unnumbered(NumberStatus.AWAITING, "sex_unknown"));
        approve(
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(
                                        person,
                                        "UPDATE_FORM",
                                        "{\"kind\": \"CORRECTION\", \"sex\": \"MALE\"}"))));
        try (Topic requests = new Topic(broker.bootstrapServers(), "idnumber.requests.v1")) {
            requests.await(m -> m.key().equals(person.toString()));
        }
        assertThat(people.read(person).numberReason()).isNull();
    }

    @Test
    void cancelledBirthClosesTheRecordAndCancelsTheNumber() {
        Api.Answer birth = birth("Tôn Thị Huỷ", entry(), "Tôn Thị Mẹ", "2026-01-05");
        UUID child = UUID.fromString(birth.body().path("personId").asString());
        assign(child, "001326444444");
        await().atMost(Duration.ofSeconds(30)).until(() -> people.read(child).number() != null);
        annul(birth.body().path("birthId").asString());
        PersonRecord cancelled = people.read(child);
        assertThat(cancelled.hasEnded()).isTrue();
        assertThat(cancelled.numberStatus()).isEqualTo(NumberStatus.CANCELLED);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> NUMBERS.state("001326444444").equals("cancelled"));
        assertThat(api.post(EVENTS, writer(), nameChange(child, "Tôn Thị Khác")).code())
                .isEqualTo("record_closed");
    }

    private Api.Answer birth(String name, String entry, String mother, String born) {
        return api.post(
                "/population/v1/births",
                moj(),
                """
                {"entry": %s,
                 "child": {"name": "%s", "dateOfBirth": "%s", "sex": "FEMALE",
                   "birthRegistrationPlace": {"province": "01", "district": "001", "commune": "00001"},
                   "origin": {"province": "01"}, "ethnicity": "01", "nationality": "VN"},
                 "mother": {"name": "%s", "nationality": "VN"}}
                """
                        .formatted(entry, name, born, mother));
    }

    private void assign(UUID person, String number) {
        String event =
                """
                {"specversion":"1.0","id":"%s","source":"/id-number-service",
                 "type":"idnumber.number-assigned.v1","subject":"%s","time":"2026-01-15T00:00:00Z",
                 "aggregateversion":1,"correlationid":"%s",
                 "data":{"requestId":"%s","personId":"%s","number":"%s"}}
                """
                        .formatted(
                                UUID.randomUUID(),
                                person,
                                UUID.randomUUID(),
                                person,
                                person,
                                number);
        kafka.send("idnumber.outcomes.v1", person.toString(), event).join();
        kafka.send("idnumber.outcomes.v1", person.toString(), event).join();
    }

    @Test
    void numberThatAnOfficerOfTheNumberAgencyReestablishedComesIntoTheRecord() {
        String old = "001090555555";
        UUID person = people.numbered("Lâm Văn Số", Sex.MALE, "1990-01-01", old);
        String number = NUMBERS.decideElsewhere(person, old);
        told("number-reestablished", person, "\"reason\":\"false_declaration\"");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> number(people.read(person)).equals(number));
    }

    /** id-number-service tells of a decision that nobody here asked for. */
    private void told(String type, UUID person, String more) {
        String event =
                """
                {"specversion":"1.0","id":"%s","source":"/id-number-service",
                 "type":"idnumber.%s.v1","subject":"%s",
                 "time":"2026-01-15T00:00:00Z","aggregateversion":2,"correlationid":"%s",
                 "data":{"personId":"%s","requestId":"%s",%s}}
                """
                        .formatted(
                                UUID.randomUUID(),
                                type,
                                person,
                                UUID.randomUUID(),
                                person,
                                UUID.randomUUID(),
                                more);
        kafka.send("idnumber.numbers.v1", person.toString(), event).join();
    }

    @Test
    void recordsFollowWhatTheNumberAgencyDecidesDirectly() {
        String number = "001090555559";
        UUID person = people.numbered("Lâm Văn Theo", Sex.MALE, "1990-01-01", number);

        NUMBERS.decideElsewhere(person, number, "suspended");
        told("number-state-changed", person, "\"state\":\"suspended\",\"reason\":\"merged\"");
        awaitStatus(person, NumberStatus.SUSPENDED);
        NUMBERS.decideElsewhere(person, number, "active");
        told("number-state-changed", person, "\"state\":\"active\",\"reason\":\"merge_undone\"");
        awaitStatus(person, NumberStatus.ASSIGNED);
        NUMBERS.decideElsewhere(person, number, "cancelled");
        told(
                "number-state-changed",
                person,
                "\"state\":\"cancelled\",\"reason\":\"data_entry_error\"");
        awaitStatus(person, NumberStatus.CANCELLED);
        assertThat(people.read(person).number()).isNull();
        NUMBERS.decideElsewhere(person, number, "active");
        told(
                "number-state-changed",
                person,
                "\"state\":\"active\",\"reason\":\"cancellation_annulled\"");
        awaitStatus(person, NumberStatus.ASSIGNED);
        assertThat(number(people.read(person))).isEqualTo(number);
    }

    private void awaitStatus(UUID person, NumberStatus status) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> people.read(person).numberStatus() == status);
    }

    @Test
    void aNumberThatTheAgencyTransferredIsItsOwnersHereAndTheOtherAsksForAnother() {
        String number = "001090555561";
        UUID holder = people.numbered("Lâm Văn Nhầm", Sex.MALE, "1990-01-01", number);
        UUID owner = people.numbered("Lâm Văn Đúng", Sex.MALE, "1990-01-01", "001090555562");

        NUMBERS.decideElsewhere(owner, number, "active");
        told(
                "number-transferred",
                owner,
                "\"gained\":true,\"otherPersonId\":\"" + holder + "\",\"reason\":\"wrong_holder\"");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> number(people.read(owner)).equals(number));
        PersonRecord left = people.read(holder);
        assertThat(left.number()).isNull();
        assertThat(left.numberStatus()).isEqualTo(NumberStatus.AWAITING);
        try (Topic requests = new Topic(broker.bootstrapServers(), "idnumber.requests.v1")) {
            requests.await(m -> m.key().equals(holder.toString()));
        }
        Api.Answer byNumber =
                api.post(
                        "/population/v1/persons/search",
                        officer("reader", "population.read", Map.of()),
                        "{\"number\": \"" + number + "\"}");
        assertThat(byNumber.body().at("/items/0/personId").asString()).isEqualTo(owner.toString());
    }

    @Test
    void whatTheNumberAgencyTellsOfStrangersIsDoneWith() {
        UUID nobody = UUID.randomUUID();
        NUMBERS.decideElsewhere(nobody, "001090555570", "active");
        told("number-state-changed", nobody, "\"state\":\"active\",\"reason\":\"merge_undone\"");
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                jdbc.sql("select state from number_task where person_id = :id")
                                        .param("id", nobody)
                                        .query(String.class)
                                        .list()
                                        .equals(List.of("DONE")));
    }

    private String died(UUID person, String date) {
        return id(
                api.post(
                        EVENTS,
                        moj(),
                        event(
                                person,
                                "COURT_DECISION",
                                "{\"kind\": \"DEATH\", \"date\": \"%s\"}".formatted(date))));
    }

    private String deathCorrected(UUID person, String date) {
        String id =
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(
                                        person,
                                        "VERIFICATION_RECORD",
                                        "{\"kind\": \"CORRECTION\", \"dateOfDeath\": \"%s\"}"
                                                .formatted(date))));
        assertThat(people.read(person).death()).isNotNull();
        assertThat(approve(id).status()).isEqualTo(200);
        return id;
    }

    private String heldOn(UUID person, String day, String line) {
        return api.get(
                        "/population/v1/persons/" + person + "?validAt=" + day,
                        officer("reader", "population.read", Map.of()))
                .body()
                .path(line)
                .asString("");
    }

    @Test
    void aCorrectedDateOfDeathMovesTheWidowhoodToo() {
        UUID he = man("Âu Văn Mất");
        UUID she = woman("Âu Thị Goá");
        api.post(EVENTS, moj(), marriage(he, she, entry()));
        String death = died(he, "2026-02-01");

        String later = deathCorrected(he, "2026-03-05");
        assertThat(died(people.read(he))).isEqualTo("2026-03-05");
        assertThat(heldOn(she, "2026-02-15", "maritalStatus")).isEqualTo("2");
        assertThat(heldOn(she, "2026-03-05", "maritalStatus")).isEqualTo("3");
        assertThat(heldOn(he, "2026-02-15", "status")).isEqualTo("ALIVE");

        String earlier = deathCorrected(he, "2026-01-20");
        assertThat(heldOn(she, "2026-01-25", "maritalStatus")).isEqualTo("3");
        for (String first : List.of(death, later)) {
            assertThat(api.post(EVENTS + "/" + first + "/annulment", writer(), WHY).code())
                    .isEqualTo("later_acts_exist");
        }
        annul(earlier);
        assertThat(died(people.read(he))).isEqualTo("2026-03-05");
        assertThat(heldOn(she, "2026-02-15", "maritalStatus")).isEqualTo("2");
        annul(later);
        assertThat(died(people.read(he))).isEqualTo("2026-02-01");
        assertThat(heldOn(she, "2026-02-15", "maritalStatus")).isEqualTo("3");
        annul(death);
        assertThat(people.read(he).death()).isNull();
        assertThat(spouse(people.read(she))).isEqualTo(he);
    }

    private static String died(PersonRecord person) {
        return Objects.requireNonNull(person.death()).date().iso();
    }

    @Test
    void anImpossibleDateOfDeathIsRefused() {
        UUID he = man("Âu Văn Sống");
        UUID she = woman("Âu Thị Lại");
        UUID second = man("Âu Văn Hai");
        String correction = "{\"kind\": \"CORRECTION\", \"dateOfDeath\": \"%s\"}";
        assertThat(correct(he, correction.formatted("2026-02-02")))
                .isEqualTo("no_death_registered");
        api.post(EVENTS, moj(), marriage(he, she, entry()));
        died(he, "2026-01-15");
        id(
                api.post(
                        EVENTS,
                        moj(),
                        marriage(she, second, entry()).replace("2026-01-10", "2026-02-10")));
        assertThat(correct(he, correction.formatted("2026-03-01")))
                .isEqualTo("spouse_remarried_before");
        assertThat(correct(he, correction.formatted("1980-03-01"))).isEqualTo("death_before_birth");
        assertThat(correct(he, correction.formatted("2100-03-01"))).isEqualTo("date_in_future");
        assertThat(correct(he, correction.formatted("2026-01-15"))).isEqualTo("nothing_changes");
    }

    private @org.jspecify.annotations.Nullable String correct(UUID person, String correction) {
        return api.post(EVENTS, writer(), event(person, "VERIFICATION_RECORD", correction)).code();
    }

    @Test
    void anAdoptedChildIsTheAdoptersWithNameAndOriginUntilTheAdoptionIsAnnulled() {
        UUID born = woman("Cù Thị Đẻ");
        UUID adopter = people.add("Bạch Thị Nuôi", Sex.FEMALE, "1980-01-01", d -> {});
        UUID child =
                people.add(
                        "Cù Thị Bé",
                        Sex.FEMALE,
                        "2018-01-01",
                        d -> {
                            d.mother =
                                    new Relative(
                                            new PersonName("Cù Thị Đẻ"), null, null, null, born);
                            d.representative = d.mother;
                        });
        assertThat(children(born)).contains(child.toString());
        PersonRecord before = people.read(child);
        HttpHeaders trusted =
                officer("trusted", "population.approve " + Disclosure.SCOPE, Map.of());
        String id =
                id(
                        api.post(
                                EVENTS,
                                writer(),
                                event(
                                        child,
                                        "ADMINISTRATIVE_DECISION",
                                        """
                                        {"kind": "ADOPTION", "adopter": "STRANGER",
                                         "mother": {"name": "Bạch Thị Nuôi", "personId": "%s"},
                                         "name": "Bạch Thị Bé", "origin": {"province": "36"},
                                         "ethnicity": "02", "registeredOn": "2026-02-02"}
                                        """
                                                .formatted(adopter))));
        assertThat(api.post(EVENTS + "/" + id + "/approval", trusted, "").status()).isEqualTo(200);

        PersonRecord adopted = people.read(child);
        assertThat(adopted.name()).isEqualTo(new PersonName("Bạch Thị Bé"));
        assertThat(adopted.origin().province()).isEqualTo("36");
        assertThat(adopted.ethnicity()).isEqualTo("2");
        assertThat(adopted.relatives().representative()).isNull();
        assertThat(children(adopter)).contains(child.toString());
        assertThat(children(born)).doesNotContain(child.toString());

        annul(id);
        assertThat(people.read(child).ofVersion(1)).isEqualTo(before.ofVersion(1));
        assertThat(children(adopter)).doesNotContain(child.toString());
        assertThat(children(born)).contains(child.toString());
    }

    @Test
    void aGuardianIsRegisteredAndEndedByTwoAndTheWardIsTheirsBetween() {
        UUID aunt = woman("Cù Thị Dì");
        UUID child = people.add("Cù Văn Cháu", Sex.MALE, "2018-01-01", d -> {});
        String registration =
                event(
                        child,
                        "ADMINISTRATIVE_DECISION",
                        """
                        {"kind": "GUARDIANSHIP", "registeredOn": "2026-02-02",
                         "guardian": {"name": "Cù Thị Dì", "personId": "%s"}}
                        """
                                .formatted(aunt));
        Api.Answer proposed = api.post(EVENTS, moj(), registration);
        String id = id(proposed);
        assertThat(proposed.body().path("state").asString()).isEqualTo("PROPOSED");
        assertThat(represented(aunt)).doesNotContain(child.toString());
        approve(id);
        assertThat(represented(aunt)).contains(child.toString());
        assertThat(api.post(EVENTS, writer(), registration).code())
                .isEqualTo("already_represented");

        String end =
                event(
                        child,
                        "ADMINISTRATIVE_DECISION",
                        "{\"kind\": \"GUARDIANSHIP_END\", \"endedOn\": \"2026-02-03\"}");
        String ended = id(api.post(EVENTS, writer(), end));
        approve(ended);
        assertThat(represented(aunt)).doesNotContain(child.toString());
        assertThat(people.read(child).relatives().representative()).isNull();
        assertThat(api.post(EVENTS, writer(), end).code()).isEqualTo("not_represented");
        assertThat(api.post(EVENTS + "/" + id + "/annulment", writer(), WHY).code())
                .isEqualTo("later_acts_exist");
        annul(ended);
        assertThat(represented(aunt)).contains(child.toString());
        assertPointer(registration.replace("2026-02-02", "2017-12-31"), 422, "/event/registeredOn");
        assertPointer(end.replace("\"endedOn\": \"2026-02-03\"", "\"x\": 1"), 400, "/event/x");
    }

    private String represented(UUID guardian) {
        return relatives(guardian, "represented");
    }

    private String children(UUID parent) {
        return relatives(parent, "children");
    }

    private String relatives(UUID person, String who) {
        return api.get(
                        "/population/v1/persons/" + person + "/relatives",
                        officer("reader", "population.read", Map.of()))
                .body()
                .path(who)
                .toString();
    }

    @Test
    void badRequestsHaveACodeAndAPointer() {
        UUID person = man("Trịnh Văn Sai");
        assertPointer(
                "{\"personId\": \"%s\", \"event\": {\"kind\": \"NAME_CHANGE\", \"name\": \"A\", \"registeredOn\": \"2026-01-01\"}}"
                        .formatted(person),
                422,
                "/evidence");
        assertPointer(
                event(
                        person,
                        "COURT_DECISION",
                        "{\"kind\": \"NATIONALITY_LOSS\", \"nationality\": \"ZQ\", \"effectiveOn\": \"2026-01-01\"}"),
                422,
                "/event/nationality");
        assertPointer(
                event(
                        person,
                        "MEDICAL_CERTIFICATE",
                        "{\"kind\": \"NAME_CHANGE\", \"name\": \"Ba\", \"registeredOn\": \"2026-01-01\"}"),
                422,
                "/evidence/kind");
        assertPointer(
                event(person, "COURT_DECISION", "{\"kind\": \"TELEPORT\"}"), 400, "/event/kind");
        assertPointer(event(person, "COURT_DECISION", "{}"), 400, "/event/kind");
        assertPointer(
                event(
                        person,
                        "COURT_DECISION",
                        "{\"kind\": \"RETURN\", \"effectiveOn\": \"2026-01-01\", \"x\": 1}"),
                400,
                "/event/x");
        assertPointer(
                """
                {"evidence": %s, "event": {"kind": "RETURN", "effectiveOn": "2026-01-01"}}
                """
                        .formatted(evidence("COURT_DECISION")),
                422,
                "/personId");
        assertThat(api.get(EVENTS + "/" + UUID.randomUUID(), approver()).code())
                .isEqualTo("act_not_found");
        assertThat(
                        api.post(
                                        EVENTS,
                                        api.as("moj", "population.birth"),
                                        nameChange(person, "Trịnh Văn Đúng"))
                                .status())
                .isEqualTo(403);
    }

    private void assertPointer(String body, int status, String pointer) {
        Api.Answer answer = api.post(EVENTS, writer(), body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .as(answer.body().toString())
                .isEqualTo(pointer);
    }
}
