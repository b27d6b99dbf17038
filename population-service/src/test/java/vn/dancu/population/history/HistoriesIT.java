package vn.dancu.population.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Protection;
import vn.dancu.population.record.Relative;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class HistoriesIT {
    private static final LocalDate MOVED = LocalDate.of(2020, 5, 1);
    private static final Place HUE = new Place("46", null, null, null);
    private static final Place VINH = new Place("40", null, null, null);

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private Persons persons;
    @Autowired private TransactionTemplate transactions;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders officer;
    private HttpHeaders trusted;

    @BeforeEach
    void openTheDoor() {
        api = new Api(tokens, port);
        officer = reader("population.read");
        trusted = reader("population.read " + Disclosure.SCOPE);
    }

    private HttpHeaders reader(String scopes) {
        HttpHeaders headers = tokens.bearer("officer-hanoi", Map.of("scope", scopes));
        headers.set("Dancu-Purpose", "correction");
        return headers;
    }

    private UUID registered(UUID id) {
        Place place = new Place("01", null, null, null);
        PersonRecord person =
                PersonRecord.first(
                        id,
                        new PersonName("Lê Thị Mai"),
                        PartialDate.parse("1990-02-03"),
                        Sex.FEMALE,
                        place,
                        place,
                        "1",
                        "VN");
        transactions.executeWithoutResult(
                s -> persons.insert(person, Change.always("birth_registered", "entry 1")));
        return id;
    }

    private UUID registered() {
        return registered(UUID.randomUUID());
    }

    private PersonRecord change(UUID person, Change change, Consumer<PersonDraft> edit) {
        return transactions.execute(s -> persons.change(person, change, edit));
    }

    private Api.Answer get(UUID person, String rest, HttpHeaders who) {
        return api.get("/population/v1/persons/" + person + rest, who);
    }

    private String knownFrom(UUID person, long version) {
        return jdbc.sql(
                        """
                        select to_char(known_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                        from person_version where person_id = :id and version = :version
                        """)
                .param("id", person)
                .param("version", version)
                .query(String.class)
                .single();
    }

    @Test
    void whatHeldWhenIsToldAsKnownWhen() {
        UUID person = registered();
        change(person, Change.since(MOVED, "moved", "r1"), d -> d.permanentResidence = HUE);
        change(
                person,
                Change.since(MOVED.minusYears(2), "moved", "r2"),
                d -> d.permanentResidence = VINH);
        Api.Answer now = get(person, "", officer);
        assertThat(now.headers().firstValue("ETag")).contains("\"3\"");
        assertThat(now.body().at("/permanentResidence/province").asString()).isEqualTo("46");

        assertThat(residence(person, "?validAt=2020-04-30")).isEqualTo("40");
        assertThat(residence(person, "?validAt=2020-05-01")).isEqualTo("46");
        assertThat(residence(person, "?validAt=2018-04-30")).isEmpty();
        String beforeTheLateFact = knownFrom(person, 2);
        assertThat(residence(person, "?validAt=2020-04-30&knownAt=" + beforeTheLateFact)).isEmpty();
        assertThat(residence(person, "?knownAt=" + knownFrom(person, 1))).isEmpty();
        Api.Answer past = get(person, "?knownAt=" + beforeTheLateFact, officer);
        assertThat(past.body().path("version").asInt()).isEqualTo(2);
        Contracts.assertMatches(past.body().toString(), "population/person.schema.json");
    }

    private String residence(UUID person, String query) {
        Api.Answer answer = get(person, query, officer);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().at("/permanentResidence/province").asString("");
    }

    @Test
    void impossibleMomentsAreRefusedWithTheirReason() {
        UUID person = registered();
        assertThat(get(person, "?validAt=1990-02-02", officer).code())
                .isEqualTo("person_not_born_then");
        assertThat(get(person, "?knownAt=2020-01-01T00:00:00Z", officer).code())
                .isEqualTo("person_not_known_then");
        assertThat(
                        jdbc.sql(
                                        """
                                        select outcome from audit_record where person_id = :id
                                            and action = 'person_read_in_time' order by id
                                        """)
                                .param("id", person)
                                .query(String.class)
                                .list())
                .containsExactly("person_not_born_then", "person_not_known_then");
        assertThat(get(person, "?validAt=01/02/2020", officer).code()).isEqualTo("date_malformed");
        assertThat(get(person, "?validAt=2021-02-29", officer).code()).isEqualTo("date_malformed");
        assertThat(get(person, "?knownAt=2020-01-01", officer).code())
                .isEqualTo("instant_malformed");
        assertThat(get(person, "?validAt=2999-01-01", officer).code())
                .isEqualTo("valid_at_in_future");
        assertThat(get(person, "?knownAt=2999-01-01T00:00:00Z", officer).code())
                .isEqualTo("known_at_in_future");
        assertThat(get(UUID.randomUUID(), "?validAt=2020-01-01", officer).code())
                .isEqualTo("person_not_found");
        assertThat(get(person, "/history?limit=0", officer).code()).isEqualTo("limit_out_of_range");
        assertThat(get(person, "/history?after=x", officer).code()).isEqualTo("cursor_malformed");
        assertThat(get(person, "/history?limit=x", officer).status()).isEqualTo(400);
    }

    @Test
    void historyTellsEachChangeInPages() {
        UUID person = registered();
        UUID event = UUID.randomUUID();
        change(person, Change.since(MOVED, "moved", "r1"), d -> d.permanentResidence = HUE);
        change(
                person,
                Change.correcting("corrected", "DC02 7")
                        .decidedBy("officer-hanoi", "chief-hanoi")
                        .partOf(event),
                d -> d.permanentResidence = VINH);
        transactions.execute(
                s -> persons.annul(person, 3, Change.always("fact_annulled", "judgment 1")));

        Api.Answer first = get(person, "/history?limit=2", officer);
        assertThat(first.body().path("items").size()).isEqualTo(2);
        JsonNode annulment = first.body().at("/items/0");
        assertThat(annulment.path("annuls").asInt()).isEqualTo(3);
        JsonNode corrected = first.body().at("/items/1");
        assertThat(corrected.path("version").asInt()).isEqualTo(3);
        assertThat(corrected.path("officer").asString()).isEqualTo("officer-hanoi");
        assertThat(corrected.path("approvedBy").asString()).isEqualTo("chief-hanoi");
        assertThat(corrected.path("eventId").asString()).isEqualTo(event.toString());
        assertThat(corrected.path("evidence").asString()).isEqualTo("DC02 7");
        assertThat(corrected.path("annulledAt").asString()).isNotEmpty();
        assertThat(corrected.at("/changes/0/validFrom").asString()).isEqualTo("2020-05-01");
        assertThat(corrected.at("/changes/0/old/province").asString()).isEqualTo("46");
        assertThat(corrected.at("/changes/0/new/province").asString()).isEqualTo("40");
        Contracts.assertMatches(first.body().toString(), "population/history-page.schema.json");

        String next = first.body().path("next").asString();
        Api.Answer second = get(person, "/history?limit=2&after=" + next, officer);
        assertThat(second.body().path("items").size()).isEqualTo(2);
        assertThat(second.body().at("/items/1/cause").asString()).isEqualTo("birth_registered");
        assertThat(second.body().at("/items/1/version").asInt()).isEqualTo(1);
        assertThat(second.body().has("next")).isFalse();
        assertThat(reads(person)).contains("person_history_read answered correction");
    }

    private List<String> reads(UUID person) {
        return jdbc.sql(
                        """
                        select action || ' ' || outcome || ' ' || purpose from audit_record
                        where person_id = :id order by id
                        """)
                .param("id", person)
                .query(String.class)
                .list();
    }

    @Test
    void eachLineHasItsSource() {
        // As an import makes the ids of its people: line 7 of its file.
        UUID person = registered(new UUID(0x0198c1de_7f3a_7b52L, 0x9d54_1b00_0000_0007L));
        jdbc.sql("update person set registration = null where person_id = :id")
                .param("id", person)
                .update();
        change(person, Change.since(MOVED, "moved", "r1"), d -> d.permanentResidence = HUE);
        JsonNode sources = get(person, "/sources", officer).body();
        Contracts.assertMatches(sources.toString(), "population/sources.schema.json");
        assertThat(source(sources, "permanentResidence").path("evidence").asString())
                .isEqualTo("r1");
        assertThat(source(sources, "permanentResidence").path("validFrom").asString())
                .isEqualTo("2020-05-01");
        assertThat(source(sources, "name").path("cause").asString())
                .isEqualTo("survey_card_imported");
        assertThat(source(sources, "name").path("evidence").asString())
                .isEqualTo("import 0198c1de-7f3a-7b52-9d54-1b0000000000 line 7");
    }

    private static JsonNode source(JsonNode sources, String field) {
        for (JsonNode item : sources.path("items")) {
            if (item.path("field").asString().equals(field)) {
                return item;
            }
        }
        throw new AssertionError("no source of " + field);
    }

    @Test
    void anAdoptionIsToldOnlyToThoseWithTheScope() {
        UUID person = registered();
        change(
                person,
                Change.always("birth_completed", "e1"),
                d -> d.father = relative("Lê Văn Đầu"));
        change(
                person,
                Change.since(MOVED, "adopted", "e2").protecting(Protection.ADOPTION),
                d -> d.father = relative("Trần Văn Sau"));
        for (String query :
                List.of("", "?validAt=2019-01-01", "?knownAt=" + knownFrom(person, 2))) {
            assertThat(get(person, query, officer).body().at("/father/name").asString())
                    .isEqualTo("Trần Văn Sau");
        }
        assertThat(get(person, "?validAt=2019-01-01", trusted).body().at("/father/name").asString())
                .isEqualTo("Lê Văn Đầu");
        Api.Answer history = get(person, "/history", officer);
        assertThat(history.body().path("items").size()).isEqualTo(1);
        assertThat(history.body().toString()).doesNotContain("Đầu", "adopted", "ADOPTION");
        assertThat(get(person, "/history", trusted).body().path("items").size()).isEqualTo(3);
        assertThat(get(person, "/sources", officer).body().toString()).doesNotContain("adopted");
        assertThat(get(person, "/sources", trusted).body().toString()).contains("adopted");
    }

    private static Relative relative(String name) {
        return new Relative(new PersonName(name), null, null, null, null);
    }

    @Test
    void aProtectedPersonIsReadOnlyWithTheScopeAndAttemptsAreRecorded() {
        UUID person = registered();
        change(
                person,
                Change.since(MOVED, "protected", "decision 1").protecting(Protection.DECISION),
                d -> d.protectedPerson = true);
        for (String rest : List.of("", "?validAt=2021-01-01", "/history", "/sources")) {
            Api.Answer refused = get(person, rest, officer);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("protected_person");
            assertThat(get(person, rest, trusted).status()).isEqualTo(200);
        }
        assertThat(
                        api.get(
                                        "/internal/population/v1/persons/" + person,
                                        api.internal("card-issuance-service"))
                                .code())
                .isEqualTo("protected_person");
        // The service that follows what becomes of people shows it to nobody, and says why it
        // reads.
        assertThat(
                        api.get(
                                        "/internal/population/v1/persons/" + person,
                                        cards(Map.of("purpose", "card_facts")))
                                .status())
                .isEqualTo(200);
        assertThat(reads(person)).anyMatch(read -> read.contains("card_facts"));
        for (Map<String, Object> claims :
                List.<Map<String, Object>>of(
                        Map.of("purpose", "statistics"),
                        Map.of("purpose", "card_facts", "scope", "card.apply"),
                        Map.of("purpose", "card_facts", "officer", "officer-hanoi"),
                        Map.of("purpose", "card_facts", "client_id", "vss"))) {
            assertThat(api.get("/internal/population/v1/persons/" + person, cards(claims)).code())
                    .as(claims.toString())
                    .isEqualTo("protected_person");
        }
        assertThat(
                        api.post(
                                        "/population/v1/persons/search",
                                        officer,
                                        "{\"name\": \"Lê Thị Mai\"}")
                                .body()
                                .toString())
                .doesNotContain(person.toString());
        assertThat(reads(person)).filteredOn(read -> read.contains("protected_person")).hasSize(9);
    }

    /** What card-issuance-service says of who asks. */
    private HttpHeaders cards(Map<String, Object> claims) {
        return tokens.internal("card-issuance-service", "population-service", claims);
    }

    @Test
    void theLinesOfTheLawInForceAreListedForEveryCaller() {
        HttpHeaders anyone = tokens.bearer("vss", Map.of("scope", "sharing.query"));
        Api.Answer answer = api.get("/population/v1/information-lines", anyone);
        assertThat(answer.body().path("profile").asString()).isEqualTo("2014");
        assertThat(answer.body().toString()).contains("ethnic-groups").doesNotContain("phone");
        Contracts.assertMatches(
                answer.body().toString(), "population/information-lines.schema.json");

        UUID person = registered();
        change(person, Change.since(MOVED, "told", "r"), d -> d.phone = "0912345678");
        assertThat(get(person, "", officer).body().has("phone")).isFalse();
        assertThat(get(person, "?knownAt=" + knownFrom(person, 1), officer).status())
                .isEqualTo(200);
        assertThat(get(person, "/history", officer).body().toString()).doesNotContain("0912345678");
    }
}
