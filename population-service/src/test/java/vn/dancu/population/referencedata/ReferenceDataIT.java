package vn.dancu.population.referencedata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.security.Territory;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.Topic;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Places;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.AdministrativeUnits;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestBroker;
import vn.dancu.testing.TestTokens;

/** A context of its own: what is changed here would be news to the tests of other features. */
@RealInfrastructure(database = "population")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "dancu.reference-data.max-file=3MB")
class ReferenceDataIT {
    private static final String EDITIONS = "/population/v1/reference-data/editions";
    private static final String UNITS = "/population/v1/administrative-units";

    @Autowired private TestTokens tokens;
    @Autowired private TestBroker broker;
    @Autowired private JdbcClient jdbc;
    @Autowired private JsonMapper json;
    @Autowired private Places places;
    @Autowired private ReferenceData data;
    @Autowired private DueEditions due;
    @Autowired private SuccessorTerritories territories;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders centre;
    private HttpHeaders ops;
    private HttpHeaders anyone;

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        centre = officer("centre", "referencedata.write", "VN");
        ops = officer("ops", "referencedata.approve", "VN");
        anyone = api.as("vss", "sharing.query");
    }

    private HttpHeaders officer(String name, String scope, String territory) {
        return tokens.bearer(
                name,
                Map.of("scope", scope, "agency", "G01", "officer", name, "territory", territory));
    }

    private Api.Answer step(String editionId, String command, HttpHeaders as, long version) {
        return api.post(
                EDITIONS + "/" + editionId + "/" + command, as, "{\"version\": " + version + "}");
    }

    /** Takes an edition all the way and gives the last answer. */
    private Api.Answer putInForce(String file) {
        Api.Answer uploaded = api.post(EDITIONS, centre, file);
        assertThat(uploaded.status()).as(uploaded.body().toString()).isEqualTo(201);
        assertThat(uploaded.body().path("state").asString())
                .as(uploaded.body().path("findings").toString())
                .isEqualTo("VALIDATED");
        String id = uploaded.body().path("editionId").asString();
        long version = uploaded.body().path("version").asLong();
        Api.Answer approved = step(id, "approval", ops, version);
        assertThat(approved.status()).as(approved.body().toString()).isEqualTo(200);
        return step(id, "schedule", centre, version + 1);
    }

    /** The communes of the register as they are, changed by a test. */
    private String communes(LocalDate at, Map<String, AdministrativeUnit> changes, String links) {
        AdministrativeUnits now = data.current().units().at(at);
        List<Map<String, Object>> lines = new ArrayList<>();
        Map<String, AdministrativeUnit> left = new HashMap<>(changes);
        for (AdministrativeUnit unit : now.all()) {
            if (unit.isCommune()) {
                AdministrativeUnit changed =
                        left.containsKey(unit.code()) ? left.remove(unit.code()) : unit;
                if (changed.type().equals("-")) {
                    continue;
                }
                lines.add(line(changed));
            }
        }
        left.values().forEach(unit -> lines.add(line(unit)));
        return """
        {"list": "administrative-units", "title": "Thử nghiệm", "source": "a test",
         "appliesAt": "%s", "levels": ["commune"], "units": %s, "successions": [%s]}
        """
                .formatted(at, json.writeValueAsString(lines), links);
    }

    private static Map<String, Object> line(AdministrativeUnit unit) {
        return Map.of(
                "code", unit.code(),
                "type", unit.type(),
                "name", unit.name(),
                "parent", unit.parent().orElseThrow());
    }

    private static AdministrativeUnit commune(String code, String name, String parent) {
        return new AdministrativeUnit(code, "Phường", name, parent);
    }

    private static AdministrativeUnit gone(String code) {
        return new AdministrativeUnit(code, "-", "-", "001");
    }

    private static String link(String from, String to, String share) {
        return "{\"from\": \"%s\", \"to\": \"%s\", \"share\": \"%s\"}".formatted(from, to, share);
    }

    @Test
    void launchEraIsLoadedOnceWithItsKeys() {
        assertThat(
                        jdbc.sql(
                                        """
                                        select level, count(*) as n from administrative_unit
                                        where valid @> date '1985-01-01' and edition_id in (
                                            select edition_id from reference_edition
                                            where title = 'Launch era')
                                        group by level
                                        """)
                                .query()
                                .listOfRows())
                .extracting(row -> row.get("level") + " " + row.get("n"))
                .containsExactlyInAnyOrder("province 63", "district 705", "commune 10599");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from pg_constraint
                                        where conperiod and contype = 'p'
                                        """)
                                .query(Integer.class)
                                .single())
                .isEqualTo(2);
    }

    @Test
    void unitsAreReadByAnyCallerPageByPage() {
        Api.Answer first = api.get(UNITS + "?level=province&limit=40", anyone);
        assertThat(first.status()).isEqualTo(200);
        Contracts.assertMatches(
                first.body().toString(), "population/administrative-unit-page.schema.json");
        String next = first.body().path("next").asString();
        Api.Answer second = api.get(UNITS + "?level=province&limit=40&after=" + next, anyone);
        assertThat(first.body().path("items").size() + second.body().path("items").size())
                .isEqualTo(63);
        assertThat(second.body().has("next")).isFalse();
        Api.Answer below = api.get(UNITS + "?parent=001&limit=1000", anyone);
        assertThat(below.body().path("items").get(0).path("fullName").asString())
                .isEqualTo("Phường Phúc Xá");
        assertThat(api.get(UNITS + "?level=state", anyone).code()).isEqualTo("invalid_parameter");
        assertThat(api.get(UNITS + "?validAt=soon", anyone).code()).isEqualTo("wrong_type");
        assertThat(api.get(UNITS + "/99999", anyone).code()).isEqualTo("unit_not_found");
        assertThat(api.get(UNITS, new HttpHeaders()).status()).isEqualTo(401);
    }

    @Test
    void unchangedAnswerIsNotSentAgain() {
        String path = UNITS + "/96?validAt=2021-02-26";
        Api.Answer answer = api.get(path, anyone);
        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(v -> assertThat(v).contains("public", "max-age=60"));
        HttpHeaders again = new HttpHeaders(anyone);
        again.set("If-None-Match", answer.headers().firstValue("ETag").orElseThrow());
        assertThat(api.get(path, again).status()).isEqualTo(304);
    }

    @Test
    void codeListsAreReadWithTheirPeriods() {
        Api.Answer lists = api.get("/population/v1/code-lists", anyone);
        assertThat(lists.body().path("items").size()).isEqualTo(7);
        for (JsonNode list : lists.body().path("items")) {
            Api.Answer codes =
                    api.get("/population/v1/code-lists/" + list.path("list").asString(), anyone);
            Contracts.assertMatches(codes.body().toString(), "population/code-list.schema.json");
            assertThat(codes.body().path("items").size()).isGreaterThan(2);
        }
        assertThat(api.get("/population/v1/code-lists/planets", anyone).code())
                .isEqualTo("list_not_found");
    }

    @Test
    void newEthnicGroupHoldsFromItsDayOn() {
        List<String> items = new ArrayList<>();
        for (JsonNode code :
                api.get("/population/v1/code-lists/ethnic-groups", anyone).body().path("items")) {
            items.add(
                    "{\"code\": \"%s\", \"name\": \"%s\"}"
                            .formatted(
                                    code.path("code").asString(),
                                    code.path("code").asString().equals("54")
                                            ? "Rơ Măm"
                                            : code.path("name").asString()));
        }
        items.add("{\"code\": \"56\", \"name\": \"Nhóm mới\"}");
        Api.Answer applied =
                putInForce(
                        """
                        {"list": "ethnic-groups", "title": "t", "source": "s",
                         "appliesAt": "2024-01-01", "items": [%s]}
                        """
                                .formatted(String.join(",", items)));
        assertThat(applied.body().path("state").asString()).isEqualTo("APPLIED");
        assertThat(applied.body().path("counts").path("ADDED").asInt()).isEqualTo(1);
        assertThat(applied.body().path("counts").path("RENAMED").asInt()).isEqualTo(1);

        var groups = data.current().list(ReferenceList.ETHNIC_GROUPS);
        assertThat(groups.contains("56", LocalDate.of(2023, 12, 31))).isFalse();
        assertThat(groups.contains("56", LocalDate.of(2024, 1, 1))).isTrue();
        assertThat(groups.at(LocalDate.of(2023, 12, 31)).name("54")).contains("Rơ măm");
        try (Topic topic = new Topic(broker.bootstrapServers(), "population.reference-data.v1")) {
            String event = topic.await(m -> m.key().equals("ethnic-groups")).value();
            Contracts.assertMatches(
                    event, "population/population.reference-data-applied.v1.schema.json");
        }
    }

    @Test
    void mergedRenamedAndSplitCommunesAreFollowed() {
        LocalDate day = LocalDate.of(2024, 6, 1);
        // 00001 and 00004 become 00002; 00006 is renamed; 00007 is split.
        String file =
                communes(
                        day,
                        Map.of(
                                "00001", gone("00001"),
                                "00004", gone("00004"),
                                "00007", gone("00007"),
                                "00006", commune("00006", "Tên Mới", "001"),
                                "99001", commune("99001", "Hợp Nhất", "001"),
                                "99002", commune("99002", "Phần Một", "001"),
                                "99003", commune("99003", "Phần Hai", "001")),
                        String.join(
                                ",",
                                link("00001", "99001", "whole"),
                                link("00004", "99001", "whole"),
                                link("00007", "99002", "part"),
                                link("00007", "99003", "part")));
        Api.Answer applied = putInForce(file);
        assertThat(applied.body().path("state").asString()).isEqualTo("APPLIED");
        Contracts.assertMatches(
                applied.body().toString(), "population/reference-edition-answer.schema.json");
        JsonNode counts = applied.body().path("counts");
        assertThat(counts.path("REMOVED").asInt()).isEqualTo(3);
        assertThat(counts.path("ADDED").asInt()).isEqualTo(3);
        assertThat(counts.path("MERGED").asInt()).isEqualTo(1);
        assertThat(counts.path("SPLIT").asInt()).isEqualTo(1);
        assertThat(counts.path("RENAMED").asInt()).isEqualTo(1);
        String changes = EDITIONS + "/" + applied.body().path("editionId").asString() + "/changes";
        Api.Answer merged = api.get(changes + "?kind=MERGED", centre);
        assertThat(merged.body().path("items").get(0).path("others").toString())
                .isEqualTo("[\"00001\",\"00004\"]");
        assertThat(api.get(changes + "?limit=2", centre).body().path("next").asInt()).isPositive();

        // The register: the place of the day.
        Place before = new Place("01", "001", "00001", null);
        assertThat(places.brokenRule(before)).isEqualTo("unknown_unit");
        assertThat(places.brokenRule(before, LocalDate.of(1985, 1, 1), day)).isNull();
        assertThat(places.brokenRule(new Place("01", "001", "99001", null))).isNull();
        assertThat(places.units().byCode("00006").orElseThrow().name()).isEqualTo("Tên Mới");
        JsonNode unit = api.get(UNITS + "/00001", anyone).body();
        Contracts.assertMatches(unit.toString(), "population/administrative-unit.schema.json");
        assertThat(unit.path("today").get(0).asString()).isEqualTo("99001");
        assertThat(unit.path("successors").get(0).path("share").asString()).isEqualTo("whole");
        assertThat(api.get(UNITS + "/00001?validAt=2024-06-01", anyone).status()).isEqualTo(404);

        assertThatPeopleAreFoundByUnitsOfTodayAndOfThen();

        // Territories: the merger at once, the split when it is decided.
        assertThat(territories.covers("00001", "01", "001", "99001")).isTrue();
        assertThat(territories.covers("99001", "01", "001", "00004")).isTrue();
        assertThat(territories.covers("00007", "01", "001", "99002")).isFalse();
        assertThat(territories.covers("99002", "01", "001", "00007")).isFalse();
        decideOnTheSplit();
        assertThat(territories.covers("00007", "01", "001", "99002")).isTrue();
        assertThat(territories.covers("00007", "01", "001", "99003")).isFalse();
        assertThat(territories.covers("99002", "01", "001", "00007")).isTrue();
        assertThat(new Territory("001").resolvedBy(territories).covers("01", "001", "00007"))
                .isTrue();
        Api.Answer coverage =
                api.get(
                        "/internal/population/v1/territories/00007/coverage"
                                + "?province=01&district=001&commune=99002",
                        api.internal("card-issuance-service"));
        assertThat(coverage.body().path("covers").asBoolean()).isTrue();
    }

    private void assertThatPeopleAreFoundByUnitsOfTodayAndOfThen() {
        jdbc.sql(
                        """
                        insert into person (person_id, version, status, number_status, name,
                            name_key, birth_year, sex, birth_registration, origin, ethnicity,
                            nationality, marital_status, permanent, relatives, registered_at,
                            updated_at)
                        values (gen_random_uuid(), 1, 'ALIVE', 'AWAITING', 'Đỗ Thị Xưa',
                            'DO THI XUA', 1970, 2, '01', '0100100004', '1', 'VN', 0, '0100100001',
                            '{}', now(), now())
                        """)
                .update();
        String unit = "{\"province\": \"01\", \"district\": \"001\", \"commune\": \"%s\"}";
        String merged = unit.formatted("99001");
        for (String body :
                List.of(
                        "{\"name\": \"do thi xua\", \"residence\": " + merged + "}",
                        "{\"name\": \"do thi xua\", \"origin\": " + merged + "}",
                        "{\"name\": \"do thi xua\", \"origin\": " + unit.formatted("00004") + "}",
                        "{\"dateOfBirth\": \"1970\", \"residence\": " + merged + "}")) {
            Api.Answer answer =
                    api.post(
                            "/population/v1/persons/search",
                            api.as("officer-hanoi", "population.read"),
                            body);
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            assertThat(answer.body().path("items").size()).as(body).isEqualTo(1);
        }
        String other = unit.formatted("99002");
        assertThat(
                        api.post(
                                        "/population/v1/persons/search",
                                        api.as("officer-hanoi", "population.read"),
                                        "{\"name\": \"do thi xua\", \"residence\": " + other + "}")
                                .body()
                                .path("items")
                                .size())
                .isZero();
    }

    private void decideOnTheSplit() {
        String path = "/population/v1/territory-questions";
        Api.Answer open = api.get(path, ops);
        Contracts.assertMatches(
                open.body().path("items").get(0).toString(),
                "population/territory-question.schema.json");
        assertThat(open.body().path("items").size()).isEqualTo(1);
        String question =
                path + "/" + open.body().path("items").get(0).path("questionId").asString();
        HttpHeaders elsewhere = officer("chief-can-tho", "population.approve", "92");
        String decision = "{\"version\": 1, \"units\": [\"99002\"]}";
        assertThat(api.post(question + "/decision", elsewhere, decision).code())
                .isEqualTo("outside_territory");
        HttpHeaders hanoi = officer("chief-hanoi", "population.approve", "01");
        assertThat(
                        api.post(
                                        question + "/decision",
                                        hanoi,
                                        "{\"version\": 1, \"units\": [\"00001\"]}")
                                .code())
                .isEqualTo("not_a_candidate");
        assertThat(api.post(question + "/decision", centre, decision).status()).isEqualTo(403);
        Api.Answer decided = api.post(question + "/decision", hanoi, decision);
        assertThat(decided.status()).as(decided.body().toString()).isEqualTo(200);
        assertThat(decided.body().path("state").asString()).isEqualTo("DECIDED");
        assertThat(api.post(question + "/decision", hanoi, decision).code())
                .isEqualTo("stale_version");
        assertThat(api.get(path, ops).body().path("items").size()).isZero();
    }

    @Test
    void editionNeedsASecondOfficerAndEachStepItsTurn() {
        String file = nationality("2031-01-01", "Nhà nước mới");
        Api.Answer uploaded = api.post(EDITIONS, centre, file);
        assertThat(uploaded.status()).isEqualTo(201);
        String id = uploaded.body().path("editionId").asString();
        long version = uploaded.body().path("version").asLong();
        Api.Answer again = api.post(EDITIONS, centre, file);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("editionId").asString()).isEqualTo(id);

        HttpHeaders both = officer("centre", "referencedata.write referencedata.approve", "VN");
        assertThat(step(id, "approval", both, version).code()).isEqualTo("second_officer_required");
        assertThat(step(id, "approval", centre, version).code()).isEqualTo("forbidden");
        assertThat(step(id, "schedule", centre, version).code()).isEqualTo("illegal_transition");
        assertThat(step(id, "approval", ops, version + 7).code()).isEqualTo("stale_version");
        HttpHeaders machine = api.as("ops", "referencedata.approve");
        assertThat(step(id, "approval", machine, version).code()).isEqualTo("officer_required");

        Api.Answer approved = step(id, "approval", ops, version);
        assertThat(approved.body().path("approvedBy").asString()).isEqualTo("ops");
        Api.Answer scheduled = step(id, "schedule", centre, version + 1);
        assertThat(scheduled.body().path("state").asString()).isEqualTo("SCHEDULED");
        due.apply();
        assertThat(api.get(EDITIONS + "/" + id, ops).body().path("state").asString())
                .as("its day has not come")
                .isEqualTo("SCHEDULED");
        Api.Answer withdrawn = step(id, "withdrawal", centre, version + 2);
        assertThat(withdrawn.body().path("state").asString()).isEqualTo("WITHDRAWN");
        assertThat(step(id, "schedule", centre, version + 3).code())
                .isEqualTo("illegal_transition");
        assertThat(api.post(EDITIONS, centre, file).status()).as("a new try").isEqualTo(201);
        assertThat(
                        api.get(EDITIONS + "?list=nationalities&limit=1", centre)
                                .body()
                                .path("items")
                                .get(0)
                                .path("state")
                                .asString())
                .isEqualTo("VALIDATED");
    }

    private String nationality(String at, String name) {
        List<String> items = new ArrayList<>();
        data.current()
                .list(ReferenceList.NATIONALITIES)
                .at(LocalDate.of(2022, 1, 1))
                .codes()
                .forEach(code -> items.add("{\"code\": \"" + code + "\", \"name\": \"N\"}"));
        return """
        {"list": "nationalities", "title": "%s", "source": "s", "appliesAt": "%s",
         "items": [%s]}
        """
                .formatted(name, at, String.join(",", items));
    }

    @Test
    void scheduledEditionIsApprovedAnewIfAnotherChangedItsList() {
        Api.Answer first = api.post(EDITIONS, centre, religion("2024-02-01", "Một"));
        Api.Answer second = api.post(EDITIONS, centre, religion("2031-03-01", "Hai"));
        String later = second.body().path("editionId").asString();
        assertThat(step(later, "approval", ops, 2).status()).isEqualTo(200);
        assertThat(step(later, "schedule", centre, 3).body().path("state").asString())
                .isEqualTo("SCHEDULED");
        String id = first.body().path("editionId").asString();
        assertThat(step(id, "approval", ops, 2).status()).isEqualTo(200);
        assertThat(step(id, "schedule", centre, 3).body().path("state").asString())
                .isEqualTo("APPLIED");

        // Its day comes: the test moves it, as the clock would.
        jdbc.sql("update reference_edition set applies_at = '2025-01-01' where edition_id = :id")
                .param("id", java.util.UUID.fromString(later))
                .update();
        due.apply();
        JsonNode back = api.get(EDITIONS + "/" + later, ops).body();
        assertThat(back.path("state").asString()).isEqualTo("VALIDATED");
        assertThat(back.has("approvedBy")).isFalse();
        assertThat(back.path("counts").path("RENAMED").asInt()).isEqualTo(1);
        long version = back.path("version").asLong();
        assertThat(step(later, "approval", ops, version).status()).isEqualTo(200);
        assertThat(step(later, "schedule", centre, version + 1).body().path("state").asString())
                .isEqualTo("APPLIED");
        assertThat(
                        data.current()
                                .list(ReferenceList.RELIGIONS)
                                .at(LocalDate.of(2025, 1, 1))
                                .name("14"))
                .contains("Hai");

        // What would apply before it is out of order.
        Api.Answer early = api.post(EDITIONS, centre, religion("2024-12-31", "Ba"));
        assertThat(early.body().path("state").asString()).isEqualTo("DRAFT");
        assertThat(early.body().path("findings").get(0).path("code").asString())
                .isEqualTo("edition_out_of_order");
        String draft = early.body().path("editionId").asString();
        assertThat(step(draft, "approval", ops, 2).code()).isEqualTo("illegal_transition");
        assertThat(step(draft, "validation", centre, 2).body().path("state").asString())
                .isEqualTo("DRAFT");
    }

    private String religion(String at, String name) {
        List<String> items = new ArrayList<>();
        var list = vn.dancu.reference.CodeList.religions();
        list.codes()
                .forEach(
                        code ->
                                items.add(
                                        "{\"code\": \"%s\", \"name\": \"%s\"}"
                                                .formatted(
                                                        code,
                                                        code.equals("14")
                                                                ? name
                                                                : list.name(code).orElseThrow())));
        return """
        {"list": "religions", "title": "t", "source": "s", "appliesAt": "%s", "items": [%s]}
        """
                .formatted(at, String.join(",", items));
    }

    @Test
    void editionThatFailsHoldsUpNoOther() {
        List<UUID> scheduled = new ArrayList<>();
        for (String name : List.of("Hỏng", "Lành")) {
            String id =
                    api.post(EDITIONS, centre, religion("2035-03-01", name))
                            .body()
                            .path("editionId")
                            .asString();
            assertThat(step(id, "approval", ops, 2).status()).isEqualTo(200);
            assertThat(step(id, "schedule", centre, 3).status()).isEqualTo(200);
            scheduled.add(UUID.fromString(id));
        }
        jdbc.sql(
                        """
                        update reference_edition set content = '\\x00', applies_at = '2025-02-01'
                        where edition_id = :id
                        """)
                .param("id", scheduled.get(0))
                .update();
        // Another edition changed its list meanwhile: it is looked at again, and changes nothing.
        jdbc.sql(
                        """
                        update reference_edition
                        set base_version = base_version - 1, applies_at = '2025-03-01'
                        where edition_id = :id
                        """)
                .param("id", scheduled.get(1))
                .update();
        due.apply();
        assertThat(api.get(EDITIONS + "/" + scheduled.get(1), ops).body().path("state").asString())
                .isEqualTo("VALIDATED");
        jdbc.sql("update reference_edition set state = 'WITHDRAWN' where edition_id = any (:ids)")
                .param("ids", scheduled.toArray(UUID[]::new))
                .update();
    }

    @Test
    void listThatIsNotKeptIsRefused() {
        for (String list : List.of("%00", "nothing", "")) {
            Api.Answer answer = api.get(EDITIONS + "?list=" + list, centre);
            assertThat(answer.status()).as(list).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid_parameter");
        }
        assertThat(api.get(EDITIONS + "?list=ethnic-groups", centre).status()).isEqualTo(200);
    }

    @Test
    void fileOfTheWrongFormIsRefusedWithPointersAndNothingIsKept() {
        long before = count();
        Api.Answer answer =
                api.post(
                        EDITIONS,
                        centre,
                        """
                        {"list": "administrative-units", "title": "", "appliesAt": "2020-01-01",
                         "levels": ["province", "canton"],
                         "units": [{"code": "1", "type": "Tỉnh", "name": "A"},
                                   {"code": "01", "name": "B"}, null],
                         "successions": [{"from": "01", "to": "02", "share": "most"}],
                         "items": []}
                        """);
        assertThat(answer.status()).isEqualTo(422);
        List<String> pointers = new ArrayList<>();
        answer.body().path("errors").forEach(e -> pointers.add(e.path("pointer").asString()));
        assertThat(pointers)
                .containsExactlyInAnyOrder(
                        "/title",
                        "/source",
                        "/appliesAt",
                        "/levels/1",
                        "/units/0/code",
                        "/units/1/type",
                        "/units/2",
                        "/successions/0/share",
                        "/items");
        assertThat(api.post(EDITIONS, centre, "[1]").status()).isEqualTo(400);
        assertThat(api.post(EDITIONS, centre, "null").status()).isEqualTo(400);
        assertThat(api.post(EDITIONS, centre, "").status()).isEqualTo(400);
        assertThat(api.post(EDITIONS, centre, "{\"lists\": 1}").code()).isEqualTo("unknown_field");
        assertThat(api.post(EDITIONS, centre, "{\"appliesAt\": \"soon\"}").code())
                .isEqualTo("wrong_type");
        assertThat(api.post(EDITIONS, centre, "{\"list\": \"sexes\"}").code())
                .isEqualTo("list_is_fixed");
        assertThat(
                        api.post(
                                        EDITIONS,
                                        centre,
                                        "{\"title\": \"%s\"}".formatted("x".repeat(4 << 20)))
                                .code())
                .isEqualTo("body_too_large");
        assertThat(count()).isEqualTo(before);
    }

    private long count() {
        return jdbc.sql("select count(*) from reference_edition").query(Long.class).single();
    }
}
