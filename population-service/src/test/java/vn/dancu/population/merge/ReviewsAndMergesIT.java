package vn.dancu.population.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
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
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.LifeOfNumbers;
import vn.dancu.population.PeopleOnRecord;
import vn.dancu.population.Topic;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
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
class ReviewsAndMergesIT {
    private static final String MERGES = "/population/v1/merges";
    private static final String BIRTHS = "/population/v1/births";
    private static final LifeOfNumbers NUMBERS = new LifeOfNumbers();
    private static final AtomicInteger ENTRIES = new AtomicInteger();
    private static final String EVIDENCE =
            "{\"kind\": \"VERIFICATION_RECORD\", \"number\": \"7/2026\", \"office\": \"00001\"}";

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @Autowired private PeopleOnRecord people;
    @Autowired private Persons persons;
    @Autowired private TransactionTemplate transaction;
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
    }

    private HttpHeaders officer(String name) {
        Map<String, Object> claims =
                new HashMap<>(
                        Map.of(
                                "scope", "population.write population.approve population.read",
                                "agency", "G01",
                                "officer", name,
                                "territory", "01"));
        HttpHeaders headers = tokens.bearer(name, claims);
        headers.set("Dancu-Purpose", "test");
        return headers;
    }

    private HttpHeaders moj() {
        return api.as("moj", "population.birth population.death");
    }

    private Api.Answer propose(UUID survivor, UUID source) {
        return api.post(
                MERGES,
                officer("first"),
                """
                {"survivorId": "%s", "sourceId": "%s", "evidence": %s}
                """
                        .formatted(survivor, source, EVIDENCE));
    }

    private Api.Answer approve(String merge) {
        Api.Answer answer = api.post(MERGES + "/" + merge + "/approval", officer("second"), "");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private Api.Answer annul(String merge) {
        Api.Answer proposed =
                api.post(
                        MERGES + "/" + merge + "/annulment",
                        officer("first"),
                        "{\"reason\": \"Hai người\", \"evidence\": " + EVIDENCE + "}");
        assertThat(proposed.status()).as(proposed.body().toString()).isEqualTo(200);
        return approve(merge);
    }

    private static String id(Api.Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("id").asString();
    }

    @Test
    void mergeClosesTheSourceSuspendsItsNumberAndTheUndoGivesAllBack() {
        UUID survivor = people.numbered("Đàm Văn Trùng", Sex.MALE, "1985-05-05", "001085000001");
        UUID source =
                people.add(
                        "Đàm Văn Trùng",
                        Sex.MALE,
                        "1985-05-05",
                        d -> {
                            d.numbered(new vn.dancu.kernel.PersonalIdNumber("001085000002"));
                            d.oldNumber = "012345678";
                            d.bloodGroup = "01";
                        });
        UUID wife =
                people.add(
                        "Đàm Thị Vợ",
                        Sex.FEMALE,
                        "1987-01-01",
                        d -> {
                            d.maritalStatus = 2;
                            d.spouse =
                                    new Relative(
                                            new PersonName("Đàm Văn Trùng"),
                                            null,
                                            null,
                                            null,
                                            source);
                        });
        link(source, wife);
        PersonRecord survivorBefore = people.read(survivor);
        PersonRecord sourceBefore = people.read(source);
        String merge = id(propose(survivor, source));
        assertThat(people.read(source).hasEnded()).isFalse();
        assertThat(api.post(MERGES + "/" + merge + "/approval", officer("first"), "").code())
                .isEqualTo("second_officer_required");
        assertThat(approve(merge).body().path("state").asString()).isEqualTo("RECORDED");

        PersonRecord merged = people.read(source);
        assertThat(merged.mergedInto()).isEqualTo(survivor);
        assertThat(merged.numberStatus()).isEqualTo(NumberStatus.SUSPENDED);
        PersonRecord goingOn = people.read(survivor);
        assertThat(goingOn.further().otherOldNumbers()).containsExactly("012345678");
        assertThat(goingOn.bloodGroup()).isEqualTo("01");
        assertThat(goingOn.number()).isEqualTo(survivorBefore.number());
        assertThat(people.read(wife).relatives().spouse())
                .satisfies(spouse -> assertThat(spouse.personId()).isEqualTo(survivor));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> NUMBERS.state("001085000002").equals("suspended"));
        try (Topic facts = new Topic(broker.bootstrapServers(), "population.persons.v1")) {
            var told =
                    facts.await(
                            m ->
                                    m.key().equals(source.toString())
                                            && m.value().contains("population.person-merged.v1"));
            Contracts.assertMatches(
                    told.value(), "population/population.person-merged.v1.schema.json");
        }
        assertThat(propose(survivor, source).code()).isEqualTo("record_closed");

        assertThat(annul(merge).body().path("state").asString()).isEqualTo("ANNULLED");
        assertSame(people.read(survivor), survivorBefore);
        assertSame(people.read(source), sourceBefore);
        assertThat(people.read(wife).relatives().spouse())
                .satisfies(spouse -> assertThat(spouse.personId()).isEqualTo(source));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> NUMBERS.state("001085000002").equals("active"));
        assertThat(
                        jdbc.sql("select count(*) from person_version where person_id = :id")
                                .param("id", source)
                                .query(Long.class)
                                .single())
                .isEqualTo(people.read(source).version() - 1);
    }

    private void link(UUID person, UUID spouse) {
        jdbc.sql(
                        """
                        update person set marital_status = 2, relatives = relatives ||
                            jsonb_build_object('spouse', jsonb_build_object(
                                'name', 'Đàm Thị Vợ', 'personId', cast(:spouse as text)))
                        where person_id = :person
                        """)
                .param("person", person)
                .param("spouse", spouse.toString())
                .update();
    }

    private static void assertSame(PersonRecord now, PersonRecord before) {
        assertThat(now).usingRecursiveComparison().ignoringFields("version").isEqualTo(before);
    }

    @Test
    void aNumberThatWasReestablishedWhileMergedIsInUseAfterTheUndo() {
        UUID survivor = people.numbered("Lục Văn Trùng", Sex.MALE, "1985-05-08", "001085000011");
        UUID source = people.numbered("Lục Văn Trùng", Sex.MALE, "1985-05-08", "001085000012");
        String merge = id(propose(survivor, source));
        approve(merge);
        PersonalIdNumber given = new PersonalIdNumber("001085000013");
        transaction.executeWithoutResult(
                s ->
                        persons.change(
                                source,
                                Change.since(
                                                LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")),
                                                "number_reestablished",
                                                "decision 3")
                                        .evenIfClosed(true),
                                d -> {
                                    d.numbered(given);
                                    d.numberStatus = NumberStatus.SUSPENDED;
                                }));
        annul(merge);
        assertThat(people.read(source).hasEnded()).isFalse();
        assertThat(people.read(source).number()).isEqualTo(given);
        assertThat(people.read(source).numberStatus()).isEqualTo(NumberStatus.ASSIGNED);
    }

    @Test
    void aNumberThatTheWrongCardHeldGoesToItsOwner() {
        UUID wrong = people.numbered("Ninh Thị Sai", Sex.FEMALE, "1970-01-02", "001170000019");
        UUID owner =
                people.add(
                        "Ninh Thị Chủ",
                        Sex.FEMALE,
                        "1970-01-03",
                        d -> d.unnumbered(NumberStatus.IN_REVIEW, "number_disagrees"));
        jdbc.sql(
                        """
                        insert into review_case (person_id, code, claimed_number, opened_at)
                        values (:id, 'number_disagrees', '001170000019', now())
                        """)
                .param("id", owner)
                .update();
        Api.Answer decided = decide(owner, "\"finding\": \"CLAIMED_NUMBER_RIGHT\"");
        assertThat(decided.body().path("state").asString())
                .as(decided.body().toString())
                .isEqualTo("DECIDED");
        assertThat(people.read(owner).number()).isEqualTo(new PersonalIdNumber("001170000019"));
        assertThat(people.read(wrong).number()).isNull();
        assertThat(people.read(wrong).numberStatus()).isEqualTo(NumberStatus.AWAITING);
        assertThat(requested(wrong)).isEqualTo(1);
    }

    @Test
    void lookUpsOfTheSourceLeadToTheSurvivor() {
        UUID survivor = people.numbered("Uông Văn Dẫn", Sex.MALE, "1985-05-06", "001085000003");
        UUID source = people.numbered("Uông Văn Dẫn", Sex.MALE, "1985-05-06", "001085000004");
        approve(id(propose(survivor, source)));
        Api.Answer byNumber =
                api.post(
                        "/population/v1/persons/search",
                        officer("first"),
                        "{\"number\": \"001085000004\"}");
        assertThat(byNumber.body().path("items").path(0).path("personId").asString())
                .as(byNumber.body().toString())
                .isEqualTo(survivor.toString());
        Api.Answer byName =
                api.post(
                        "/population/v1/persons/search",
                        officer("first"),
                        "{\"name\": \"Uông Văn Dẫn\"}");
        assertThat(byName.body().path("items").size()).isEqualTo(1);
    }

    @Test
    void recordsThatCannotBeOnePersonAreNotMerged() {
        UUID numbered = people.numbered("Ưng Văn Số", Sex.MALE, "1985-05-07", "001085000005");
        UUID without = people.add("Ưng Văn Số", Sex.MALE, "1985-05-07", d -> {});
        assertThat(propose(without, numbered).code()).isEqualTo("survivor_without_number");
        assertThat(propose(numbered, numbered).code()).isEqualTo("records_are_one");
        assertThat(propose(numbered, UUID.randomUUID()).code()).isEqualTo("person_not_found");
        UUID son =
                people.add(
                        "Ưng Văn Số",
                        Sex.MALE,
                        "2005-05-07",
                        d ->
                                d.father =
                                        new Relative(
                                                new PersonName("Ưng Văn Số"),
                                                null,
                                                null,
                                                null,
                                                numbered));
        assertThat(propose(numbered, son).code()).isEqualTo("records_of_relatives");
    }

    private Api.Answer birth(String name, String born, String mother, String order) {
        return api.post(
                BIRTHS,
                moj(),
                """
                {"entry": {"office": "00001", "book": "R/2026", "number": "%d"},
                 "child": {"name": "%s", "dateOfBirth": "%s", "sex": "FEMALE", %s
                   "birthRegistrationPlace": {"province": "01", "district": "001", "commune": "00001"},
                   "origin": {"province": "01"}, "ethnicity": "01", "nationality": "VN"}
                 %s}
                """
                        .formatted(
                                ENTRIES.incrementAndGet(),
                                name,
                                born,
                                order.isEmpty() ? "" : "\"birthOrder\": " + order + ",",
                                mother.isEmpty()
                                        ? ""
                                        : ", \"mother\": {\"name\": \"%s\"}".formatted(mother)));
    }

    private static String status(Api.Answer birth) {
        assertThat(birth.status()).as(birth.body().toString()).isEqualTo(202);
        return birth.body().path("status").asString();
    }

    private static UUID person(Api.Answer birth) {
        return UUID.fromString(birth.body().path("personId").asString());
    }

    private Api.Answer decide(UUID review, String decision) {
        return api.post(
                "/population/v1/reviews/" + review + "/decision",
                officer("first"),
                "{\"evidence\": " + EVIDENCE + ", " + decision + "}");
    }

    private long requested(UUID person) {
        return jdbc.sql("select count(*) from number_request where person_id = :id")
                .param("id", person)
                .query(Long.class)
                .single();
    }

    @Test
    void sameMotherDayAndNameUnderAnotherEntryWaitsForAnOfficerBeforeANumberIsAskedFor() {
        Api.Answer first = birth("Thái Thị Một", "2026-02-01", "Thái Thị Mẹ", "");
        Api.Answer second = birth("Thái Thị Một", "2026-02-01", "Thái Thị Mẹ", "");
        assertThat(status(first)).isEqualTo("AWAITING_NUMBER");
        assertThat(status(second)).isEqualTo("IN_REVIEW");
        assertThat(second.body().path("reason").asString()).isEqualTo("probable_duplicate");
        assertThat(requested(person(first))).isEqualTo(1);
        assertThat(requested(person(second))).isZero();

        Api.Answer decided = decide(person(second), "\"finding\": \"SAME_PERSON\"");
        assertThat(decided.body().path("state").asString())
                .as(decided.body().toString())
                .isEqualTo("WAITS_FOR_MERGE");
        assertThat(decide(person(second), "\"finding\": \"DIFFERENT_PERSON\"").code())
                .isEqualTo("review_waits_for_merge");
        approve(decided.body().path("mergeId").asString());
        Api.Answer answer = api.get(BIRTHS + "/" + second.body().path("birthId").asString(), moj());
        assertThat(answer.body().path("personId").asString()).isEqualTo(person(first).toString());
        assertThat(answer.body().path("status").asString()).isEqualTo("AWAITING_NUMBER");
        assertThat(decide(person(second), "\"finding\": \"DIFFERENT_PERSON\"").code())
                .isEqualTo("review_decided");

        annul(decided.body().path("mergeId").asString());
        Api.Answer different = decide(person(second), "\"finding\": \"DIFFERENT_PERSON\"");
        assertThat(different.body().path("state").asString())
                .as(different.body().toString())
                .isEqualTo("DECIDED");
        assertThat(requested(person(second))).isEqualTo(1);
        assertThat(people.read(person(second)).numberStatus()).isEqualTo(NumberStatus.AWAITING);
    }

    @Test
    void twinsAndChildrenOfUnknownParentsAreNumberedAtOnce() {
        assertThat(status(birth("Kim Thị Đôi", "2026-02-02", "Kim Thị Mẹ", "1")))
                .isEqualTo("AWAITING_NUMBER");
        assertThat(status(birth("Kim Thị Đôi", "2026-02-02", "Kim Thị Mẹ", "2")))
                .isEqualTo("AWAITING_NUMBER");
        assertThat(status(birth("Kim Thị Đối", "2026-02-02", "Kim Thị Mẹ", "")))
                .isEqualTo("AWAITING_NUMBER");
        assertThat(status(birth("Kim Thị Rơi", "2026-02-02", "", ""))).isEqualTo("AWAITING_NUMBER");
        assertThat(status(birth("Kim Thị Rơi", "2026-02-02", "", ""))).isEqualTo("AWAITING_NUMBER");
    }

    @Test
    void lateRegistrationWaitsForAnOfficer() {
        Api.Answer late = birth("Giang Thị Muộn", "2015-02-03", "Giang Thị Mẹ", "");
        assertThat(status(late)).isEqualTo("IN_REVIEW");
        assertThat(late.body().path("reason").asString()).isEqualTo("late_registration");
        assertThat(decide(person(late), "\"finding\": \"SAME_PERSON\"").code())
                .isEqualTo("other_record_missing");
        decide(person(late), "\"finding\": \"DIFFERENT_PERSON\"");
        assertThat(requested(person(late))).isEqualTo(1);
    }

    @Test
    void claimedNumberThatIsRightIsRegisteredAndTheCaseDecided() {
        UUID person =
                people.add(
                        "Ninh Thị Đúng",
                        Sex.FEMALE,
                        "1970-01-01",
                        d -> d.unnumbered(NumberStatus.IN_REVIEW, "number_disagrees"));
        jdbc.sql(
                        """
                        insert into review_case (person_id, code, claimed_number, opened_at)
                        values (:id, 'number_disagrees', '001170000009', now())
                        """)
                .param("id", person)
                .update();
        Api.Answer decided = decide(person, "\"finding\": \"CLAIMED_NUMBER_RIGHT\"");
        assertThat(decided.body().path("state").asString())
                .as(decided.body().toString())
                .isEqualTo("DECIDED");
        assertThat(people.read(person).number())
                .isEqualTo(new vn.dancu.kernel.PersonalIdNumber("001170000009"));
        assertThat(decide(UUID.randomUUID(), "\"finding\": \"DIFFERENT_PERSON\"").code())
                .isEqualTo("review_not_found");
    }

    private static final String PLACE =
            "{\"province\": \"01\", \"district\": \"001\", \"commune\": \"00001\"}";

    private String household(UUID head, String members) {
        Api.Answer answer =
                api.post(
                        "/population/v1/households",
                        officer("first"),
                        """
                        {"head": "%s", "place": %s, "on": "2026-01-05", "members": [%s],
                         "evidence": "CT01-9"}
                        """
                                .formatted(head, PLACE, members));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("householdId").asString();
    }

    private static String child(UUID person) {
        return "{\"personId\": \"%s\", \"relationship\": {\"code\": \"12\"}}".formatted(person);
    }

    private JsonNode get(String path) {
        Api.Answer answer = api.get("/population/v1/" + path, officer("first"));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    /** Who is in the household now, with what each is to the head. */
    private Map<String, String> members(String household) {
        Map<String, String> now = new HashMap<>();
        get("households/" + household)
                .path("members")
                .forEach(
                        m -> {
                            if (!m.hasNonNull("until")) {
                                now.put(
                                        m.path("personId").asString(),
                                        m.at("/relationship/code").asString());
                            }
                        });
        return now;
    }

    @Test
    void aHeadsPlaceInTheHouseholdFollowsTheMergeAndItsUndo() {
        UUID source = people.add("Từ Văn Chủ", Sex.MALE, "1975-01-01", d -> {});
        UUID survivor = people.add("Từ Văn Chủ", Sex.MALE, "1975-01-01", d -> {});
        UUID daughter = people.add("Từ Thị Con", Sex.FEMALE, "2005-01-01", d -> {});
        String household = household(source, child(daughter));

        String merge = id(propose(survivor, source));
        approve(merge);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                members(household)
                                        .equals(
                                                Map.of(
                                                        survivor.toString(), "01",
                                                        daughter.toString(), "12")));
        assertThat(people.read(daughter).relatives().householdHead())
                .satisfies(head -> assertThat(head.personId()).isEqualTo(survivor));
        assertThat(people.read(survivor).relatives().relationshipToHead()).isEqualTo("Chủ hộ");

        annul(merge);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                members(household)
                                        .equals(
                                                Map.of(
                                                        source.toString(), "01",
                                                        daughter.toString(), "12")));
        assertThat(people.read(daughter).relatives().householdHead())
                .satisfies(head -> assertThat(head.personId()).isEqualTo(source));
        assertThat(people.read(survivor).relatives().householdHead()).isNull();
    }

    @Test
    void twoRecordsInOneHouseholdBecomeOneMemberAndTwoAgain() {
        UUID source = people.add("Sầm Văn Đôi", Sex.MALE, "1970-01-01", d -> {});
        UUID survivor = people.add("Sầm Văn Đôi", Sex.MALE, "1970-01-01", d -> {});
        String household = household(source, child(survivor));

        String merge = id(propose(survivor, source));
        approve(merge);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> members(household).equals(Map.of(survivor.toString(), "01")));

        annul(merge);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                members(household)
                                        .equals(
                                                Map.of(
                                                        source.toString(), "01",
                                                        survivor.toString(), "12")));
    }

    @Test
    void aRecordOfAnotherHouseholdStaysThereAndTheMergedOneLeavesUntilTheUndo() {
        UUID source = people.add("Viên Thị Hai", Sex.FEMALE, "1971-01-01", d -> {});
        UUID survivor = people.add("Viên Thị Hai", Sex.FEMALE, "1971-01-01", d -> {});
        UUID other = people.add("Viên Thị Ở", Sex.FEMALE, "2001-01-01", d -> {});
        String hers = household(survivor, "");
        String theirs = household(other, child(source));

        String merge = id(propose(survivor, source));
        approve(merge);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> members(theirs).equals(Map.of(other.toString(), "01")));
        assertThat(members(hers)).isEqualTo(Map.of(survivor.toString(), "01"));

        annul(merge);
        await().atMost(Duration.ofSeconds(30)).until(() -> members(theirs).size() == 2);
        assertThat(members(hers)).isEqualTo(Map.of(survivor.toString(), "01"));
    }

    @Test
    void periodsOfResidenceFollowTheMergeWhereTheOtherRecordHasNone() {
        UUID source = people.add("Ma Văn Đi", Sex.MALE, "1980-01-01", d -> {});
        UUID survivor =
                people.add("Ma Văn Đi", Sex.MALE, "1980-01-01", d -> d.permanentResidence = null);
        Api.Answer moved =
                api.post(
                        "/population/v1/persons/" + source + "/residences",
                        officer("first"),
                        """
                        {"kind": "PERMANENT", "place":
                          {"province": "01", "district": "001", "commune": "00004"},
                         "from": "2026-01-06", "evidence": "CT01-8"}
                        """);
        assertThat(moved.status()).as(moved.body().toString()).isEqualTo(201);
        JsonNode before = residences(source);
        assertThat(before.size()).isEqualTo(2);
        PersonRecord survivorBefore = people.read(survivor);

        String merge = id(propose(survivor, source));
        approve(merge);
        assertThat(residences(survivor).valueStream().map(r -> r.path("place").toString()))
                .containsExactlyElementsOf(
                        before.valueStream().map(r -> r.path("place").toString()).toList());

        annul(merge);
        assertThat(residences(survivor).isEmpty()).isTrue();
        assertThat(residences(source).toString()).isEqualTo(before.toString());
        assertSame(people.read(survivor), survivorBefore);
    }

    private JsonNode residences(UUID person) {
        return get("persons/" + person + "/residences").path("items");
    }

    @Test
    void childrenWhosePapersNameTheMergedRecordAreTheSurvivors() {
        UUID source = people.add("Lường Văn Bố", Sex.MALE, "1975-01-01", d -> {});
        UUID survivor = people.add("Lường Văn Bố", Sex.MALE, "1975-01-01", d -> {});
        UUID son =
                people.add(
                        "Lường Văn Con",
                        Sex.MALE,
                        "2005-01-01",
                        d ->
                                d.father =
                                        new Relative(
                                                new PersonName("Lường Văn Bố"),
                                                null,
                                                null,
                                                null,
                                                source));
        approve(id(propose(survivor, source)));

        assertThat(get("persons/" + survivor + "/relatives").at("/children/0/personId").asString())
                .isEqualTo(son.toString());
        assertThat(get("persons/" + son + "/relatives").at("/father/personId").asString())
                .isEqualTo(survivor.toString());
    }
}
