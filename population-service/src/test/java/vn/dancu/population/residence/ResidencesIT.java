package vn.dancu.population.residence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ResidencesIT {
    private static final String HOME = place("01", "001", "00001");
    private static final String NEAR = place("01", "001", "00004");
    private static final String FAR = place("79", "760", "26734");

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private Residences residences;
    @LocalServerPort private int port;

    private final LocalDate today = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh"));

    private Api api;
    private People people;
    private HttpHeaders hanoi;
    private HttpHeaders saigon;
    private HttpHeaders agency;

    @BeforeEach
    void officersAreAtWork() {
        api = new Api(tokens, port);
        people = new People(jdbc);
        hanoi = officer("officer-hanoi", "01");
        saigon = officer("officer-saigon", "79");
        agency = officer("centre", "VN");
    }

    private HttpHeaders officer(String name, String territory) {
        return api.officer(name, territory, "population.read population.write population.approve");
    }

    private static String place(String province, String district, String commune) {
        return """
                {"province": "%s", "district": "%s", "commune": "%s", "detail": "Số 5"}"""
                .formatted(province, district, commune);
    }

    private static String residences(UUID person) {
        return "/population/v1/persons/" + person + "/residences";
    }

    private Api.Answer register(
            HttpHeaders officer,
            UUID person,
            String kind,
            String place,
            LocalDate from,
            String more) {
        return api.post(
                residences(person),
                officer,
                """
                {"kind": "%s", "place": %s, "from": "%s", "evidence": "CT01-7/2026"%s}
                """
                        .formatted(kind, place, from, more));
    }

    private Api.Answer permanent(HttpHeaders officer, UUID person, String place, LocalDate from) {
        return register(officer, person, "PERMANENT", place, from, "");
    }

    private JsonNode record(UUID person) {
        return api.get("/population/v1/persons/" + person, hanoi).body();
    }

    private List<JsonNode> listed(UUID person, String kind) {
        return api.get(residences(person), hanoi)
                .body()
                .path("items")
                .valueStream()
                .filter(item -> item.path("kind").asString().equals(kind))
                .toList();
    }

    @Test
    void moveInIsRegisteredWhereOneMovesToAndEndsTheImportedResidence() {
        UUID person = people.someone().id();
        assertThat(permanent(hanoi, person, FAR, today.minusDays(3)).code())
                .isEqualTo("outside_territory");
        Api.Answer moved = permanent(saigon, person, FAR, today.minusDays(3));
        assertThat(moved.status()).isEqualTo(201);
        assertThat(record(person).path("permanentResidence").path("province").asString())
                .isEqualTo("79");
        List<JsonNode> periods = listed(person, "PERMANENT");
        assertThat(periods).hasSize(2);
        assertThat(periods.getFirst().has("from")).isFalse();
        assertThat(periods.getFirst().path("until").asString())
                .isEqualTo(today.minusDays(3).toString());
        assertThat(periods.getLast().path("current").asBoolean()).isTrue();
        assertThat(
                        api.get(
                                        "/population/v1/persons/"
                                                + person
                                                + "?validAt="
                                                + today.minusDays(4),
                                        hanoi)
                                .status())
                .isEqualTo(200);
    }

    @Test
    void moveThatIsLearntLateLeavesTheLaterOneInForce() {
        UUID person = people.someone().id();
        assertThat(permanent(saigon, person, FAR, today.minusDays(10)).status()).isEqualTo(201);
        assertThat(permanent(hanoi, person, NEAR, today.minusDays(30)).status()).isEqualTo(201);
        assertThat(record(person).path("permanentResidence").path("province").asString())
                .isEqualTo("79");
        assertThat(listed(person, "PERMANENT").stream().map(p -> p.path("until").asString("")))
                .containsExactly(
                        today.minusDays(30).toString(), today.minusDays(10).toString(), "");
        assertThat(permanent(hanoi, person, HOME, today.minusDays(30)).code())
                .isEqualTo("period_exists");
    }

    @Test
    void importedResidenceIsDeregisteredAndAPersonWithoutOneIsTheBirthPlaces() {
        UUID person = people.someone().id();
        String id = listed(person, "PERMANENT").getFirst().path("residenceId").asString();
        String path = residences(person) + "/" + id + "/end";
        String body = "{\"on\": \"%s\", \"evidence\": \"CT01-8\"}".formatted(today);
        assertThat(api.post(path, saigon, body).code()).isEqualTo("outside_territory");
        assertThat(api.post(path, hanoi, body).status()).isEqualTo(200);
        assertThat(record(person).has("permanentResidence")).isFalse();
        assertThat(api.post(path, hanoi, body).code()).isEqualTo("already_ended");
        assertThat(
                        api.post(residences(person) + "/" + UUID.randomUUID() + "/end", hanoi, body)
                                .code())
                .isEqualTo("residence_not_found");
    }

    @Test
    void temporaryResidenceFollowsTheLaw() {
        UUID person = people.someone().id();
        LocalDate from = today.minusDays(5);
        assertThat(temporary(hanoi, person, HOME, from, from.plusDays(90)).code())
                .isEqualTo("temporary_in_permanent_commune");
        assertThat(
                        temporary(hanoi, person, NEAR, from, from.plusDays(10))
                                .body()
                                .at("/errors/0/code")
                                .asString())
                .isEqualTo("term_too_short");
        assertThat(
                        temporary(hanoi, person, NEAR, from, from.plusYears(3))
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/until");
        assertThat(
                        register(hanoi, person, "TEMPORARY", NEAR, from, "")
                                .body()
                                .at("/errors/0/code")
                                .asString())
                .isEqualTo("missing_field");
        Api.Answer registered = temporary(hanoi, person, NEAR, from, from.plusDays(90));
        assertThat(registered.status()).isEqualTo(201);
        assertThat(record(person).path("temporaryResidence").path("commune").asString())
                .isEqualTo("00004");
        String extension =
                residences(person)
                        + "/"
                        + registered.body().path("residenceId").asString()
                        + "/extension";
        assertThat(
                        api.post(
                                        extension,
                                        hanoi,
                                        "{\"until\": \"%s\", \"evidence\": \"CT01-9\"}"
                                                .formatted(from.plusYears(5)))
                                .code())
                .isEqualTo("term_too_long");
        assertThat(
                        api.post(
                                        extension,
                                        hanoi,
                                        "{\"until\": \"%s\", \"evidence\": \"CT01-9\"}"
                                                .formatted(from.plusYears(1)))
                                .status())
                .isEqualTo(200);
        assertThat(listed(person, "TEMPORARY").getFirst().path("until").asString())
                .isEqualTo(from.plusYears(1).toString());
    }

    private Api.Answer temporary(
            HttpHeaders officer, UUID person, String place, LocalDate from, LocalDate until) {
        return register(
                officer, person, "TEMPORARY", place, from, ", \"until\": \"%s\"".formatted(until));
    }

    @Test
    void termThatRanOutIsTakenFromTheRecordOnce() {
        UUID person = people.someone().id();
        LocalDate from = today.minusDays(100);
        assertThat(temporary(hanoi, person, NEAR, from, today.plusDays(1)).status()).isEqualTo(201);
        assertThat(record(person).has("temporaryResidence")).isTrue();
        // A day later, seen from the table.
        jdbc.sql(
                        """
                        update residence set own_end = own_end - 1,
                            held = daterange(lower(held), upper(held) - 1)
                        where person_id = :person and kind = 'TEMPORARY'
                        """)
                .param("person", person)
                .update();
        assertThat(residences.expired(1_000)).contains(person);
        residences.settle(person);
        assertThat(record(person).has("temporaryResidence")).isFalse();
        assertThat(residences.expired(1_000)).doesNotContain(person);
        long version = record(person).path("version").asLong();
        residences.settle(person);
        assertThat(record(person).path("version").asLong()).isEqualTo(version);
    }

    @Test
    void permanentResidenceAtTheSamePlaceEndsTheTemporaryOne() {
        UUID person = people.someone().id();
        LocalDate from = today.minusDays(60);
        temporary(hanoi, person, NEAR, from, from.plusDays(365));
        permanent(hanoi, person, NEAR, today.minusDays(2));
        assertThat(record(person).has("temporaryResidence")).isFalse();
        assertThat(record(person).path("permanentResidence").path("commune").asString())
                .isEqualTo("00004");
    }

    @Test
    void absenceIsDeclaredAndEndsWithTheReturn() {
        UUID person = people.someone().id();
        Api.Answer declared =
                api.post(
                        residences(person),
                        hanoi,
                        """
                        {"kind": "ABSENCE", "place": %s, "from": "%s", "expectedEnd": "%s",
                         "reason": "đi học", "evidence": "CT03-1"}
                        """
                                .formatted(FAR, today.minusDays(20), today.plusDays(200)));
        assertThat(declared.status()).isEqualTo(201);
        assertThat(record(person).path("temporaryAbsence").path("from").asString())
                .isEqualTo(today.minusDays(20).toString());
        String id = declared.body().path("residenceId").asString();
        assertThat(
                        api.post(
                                        residences(person) + "/" + id + "/end",
                                        hanoi,
                                        "{\"on\": \"%s\", \"evidence\": \"CT03-2\"}"
                                                .formatted(today))
                                .status())
                .isEqualTo(200);
        assertThat(record(person).has("temporaryAbsence")).isFalse();
    }

    @Test
    void whoLivesAbroadWithoutResidenceBelongsToTheNationalAgency() {
        UUID person = people.someone().id();
        String body =
                """
                {"kind": "ABROAD", "country": "FR", "detail": "Lyon", "from": "%s",
                 "evidence": "CT01-3"}
                """
                        .formatted(today.minusDays(9));
        assertThat(api.post(residences(person), hanoi, body).status()).isEqualTo(201);
        for (String kind : List.of("PERMANENT", "CURRENT")) {
            String id = listed(person, kind).getFirst().path("residenceId").asString();
            assertThat(
                            api.post(
                                            residences(person) + "/" + id + "/end",
                                            hanoi,
                                            "{\"on\": \"%s\", \"evidence\": \"CT01-4\"}"
                                                    .formatted(today))
                                    .status())
                    .isEqualTo(200);
        }
        String end =
                residences(person)
                        + "/"
                        + listed(person, "ABROAD").getFirst().path("residenceId").asString()
                        + "/end";
        String back = "{\"on\": \"%s\", \"evidence\": \"CT01-5\"}".formatted(today);
        assertThat(api.post(end, hanoi, back).code()).isEqualTo("outside_territory");
        assertThat(api.post(end, agency, back).status()).isEqualTo(200);
        assertThat(record(person).has("residenceAbroad")).isFalse();
    }

    @Test
    void voidRegistrationIsTakenBackByAnotherOfficerAndTheOneBeforeGoesOn() {
        UUID person = people.someone().id();
        String id =
                permanent(hanoi, person, NEAR, today.minusDays(8))
                        .body()
                        .path("residenceId")
                        .asString();
        String annulment = residences(person) + "/" + id + "/annulment";
        String body = "{\"evidence\": \"QD-12\"}";
        assertThat(api.post(annulment, hanoi, body).code()).isEqualTo("second_officer_required");
        assertThat(api.post(annulment, officer("chief-hanoi", "01"), body).status()).isEqualTo(200);
        assertThat(record(person).path("permanentResidence").path("commune").asString())
                .isEqualTo("00001");
        assertThat(listed(person, "PERMANENT")).hasSize(1);
        assertThat(listed(person, "PERMANENT").getFirst().has("until")).isFalse();
    }

    @Test
    void correctionPutsTheRightPeriodInThePlaceOfTheWrongOne() {
        UUID person = people.someone().id();
        String id =
                permanent(hanoi, person, NEAR, today.minusDays(8))
                        .body()
                        .path("residenceId")
                        .asString();
        Api.Answer corrected =
                api.post(
                        residences(person) + "/" + id + "/correction",
                        hanoi,
                        """
                        {"from": "%s", "place": %s, "evidence": "CT01-2"}
                        """
                                .formatted(today.minusDays(18), place("01", "001", "00006")));
        assertThat(corrected.status()).isEqualTo(200);
        assertThat(record(person).path("permanentResidence").path("commune").asString())
                .isEqualTo("00006");
        assertThat(listed(person, "PERMANENT").getFirst().path("until").asString())
                .isEqualTo(today.minusDays(18).toString());
    }

    @Test
    void badInputIsRefusedAndLeavesNothing() {
        UUID person = people.someone().id();
        assertThat(permanent(hanoi, person, HOME, today.plusDays(1)).body().at("/errors/0/code"))
                .hasToString("\"date_in_future\"");
        assertThat(
                        permanent(agency, person, place("01", "760", "26734"), today.minusDays(1))
                                .body()
                                .at("/errors/0/pointer")
                                .asString())
                .isEqualTo("/place");
        assertThat(
                        permanent(hanoi, person, "{\"province\": \"01\"}", today)
                                .body()
                                .at("/errors/0/code")
                                .asString())
                .isEqualTo("commune_missing");
        assertThat(permanent(hanoi, UUID.randomUUID(), HOME, today).code())
                .isEqualTo("person_not_found");
        assertThat(register(hanoi, person, "CAMPING", HOME, today, "").status()).isEqualTo(400);
        assertThat(
                        register(
                                        hanoi,
                                        person,
                                        "PERMANENT",
                                        HOME,
                                        today,
                                        ", \"expectedVersion\": 7")
                                .code())
                .isEqualTo("stale_version");
        assertThat(record(person).path("version").asLong()).isEqualTo(1);
        assertThat(
                        api.get(
                                        residences(person),
                                        api.withoutPurpose("officer-hanoi", "population.read"))
                                .code())
                .isEqualTo("purpose_missing");
    }

    @Test
    void nobodyRegistersTheirOwnResidence() {
        UUID officersOwn = people.someone().id();
        HttpHeaders themselves = api.officer("officer-x", "01", "population.write", officersOwn);
        assertThat(permanent(themselves, officersOwn, NEAR, today).code()).isEqualTo("own_record");
    }

    @Test
    void sameKeyRegistersOnce() {
        UUID person = people.someone().id();
        HttpHeaders once = new HttpHeaders();
        once.addAll(hanoi);
        once.set("Idempotency-Key", UUID.randomUUID().toString());
        Api.Answer first = permanent(once, person, NEAR, today.minusDays(1));
        assertThat(permanent(once, person, NEAR, today.minusDays(1)).body())
                .isEqualTo(first.body());
        assertThat(listed(person, "PERMANENT")).hasSize(2);
        assertThat(permanent(once, person, HOME, today).code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void twoMovesOfOneDayAtOnceAreOne() throws Exception {
        UUID person = people.someone().id();
        Callable<Api.Answer> north = () -> permanent(hanoi, person, NEAR, today.minusDays(1));
        Callable<Api.Answer> south = () -> permanent(saigon, person, FAR, today.minusDays(1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> outcomes =
                    threads.invokeAll(List.of(north, south)).stream()
                            .map(
                                    answer -> {
                                        Api.Answer got = answer.resultNow();
                                        return got.status() == 201 ? "registered" : got.code();
                                    })
                            .toList();
            assertThat(outcomes).containsExactlyInAnyOrder("registered", "period_exists");
        }
    }

    @Test
    void recordAlwaysSaysWhatThePeriodsSay() {
        Random random = new Random(20260226);
        HttpHeaders chief = officer("chief", "VN");
        for (int run = 0; run < 6; run++) {
            UUID person = people.someone().id();
            for (int step = 0; step < 12; step++) {
                List<JsonNode> periods = listed(person, "PERMANENT");
                LocalDate day = today.minusDays(random.nextInt(40));
                String id =
                        periods.isEmpty()
                                ? UUID.randomUUID().toString()
                                : periods.get(random.nextInt(periods.size()))
                                        .path("residenceId")
                                        .asString();
                String commune = List.of("00001", "00004", "00006").get(random.nextInt(3));
                Api.Answer answer =
                        switch (random.nextInt(4)) {
                            case 0, 1 ->
                                    permanent(agency, person, place("01", "001", commune), day);
                            case 2 ->
                                    api.post(
                                            residences(person) + "/" + id + "/end",
                                            agency,
                                            "{\"on\": \"%s\", \"evidence\": \"x\"}".formatted(day));
                            default ->
                                    api.post(
                                            residences(person) + "/" + id + "/annulment",
                                            chief,
                                            "{\"evidence\": \"x\"}");
                        };
                assertThat(answer.status()).as(answer.body().toString()).isLessThan(500);
                String onRecord =
                        record(person).path("permanentResidence").path("commune").asString("");
                String current =
                        listed(person, "PERMANENT").stream()
                                .filter(p -> p.path("current").asBoolean())
                                .map(p -> p.path("place").path("commune").asString())
                                .findFirst()
                                .orElse("");
                assertThat(current).as("run " + run + " step " + step).isEqualTo(onRecord);
            }
        }
    }
}
