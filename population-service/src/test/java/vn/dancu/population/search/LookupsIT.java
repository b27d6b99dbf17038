package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
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
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.Api;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Protection;
import vn.dancu.population.record.RecordClosure;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class LookupsIT {
    private static final String LOOKUPS = "/internal/population/v1/lookups";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private DataSource dataSource;
    @Autowired private LookUpConnections connections;
    @Autowired private Persons persons;
    @Autowired private TransactionTemplate transactions;
    @LocalServerPort private int port;

    private Api api;

    @BeforeEach
    void someoneIsOnRecord() {
        api = new Api(tokens, port);
        jdbc.sql(
                        """
                        with someone as (select gen_random_uuid() as id),
                        claimed as (
                            insert into person_by_number select '001085000777', id from someone
                            on conflict do nothing returning person_id)
                        insert into person (person_id, version, status, number, number_status,
                            name, name_key, birth_year, birth_month, birth_day, sex,
                            birth_registration, origin, ethnicity, nationality, marital_status,
                            permanent, relatives, registered_at, updated_at)
                        select person_id, 1, 'ALIVE', '001085000777', 'ASSIGNED', 'Nguyễn Văn Hòa',
                            'NGUYEN VAN HOA', 1985, 3, 15, 1, '01', '36', '1', 'VN', 2,
                            '0100100001', '{}', now(), now() from claimed
                        """)
                .update();
    }

    private Api.Answer ask(String name, String date, String fields) {
        return api.post(
                LOOKUPS,
                api.internal("sharing-service"),
                """
                {"number": "001085000777", "name": "%s", "dateOfBirth": "%s", "fields": [%s]}
                """
                        .formatted(name, date, fields));
    }

    @Test
    void onlyTheAskedFieldsAreAnswered() {
        Api.Answer answer = ask("NGUYỄN VĂN HOÀ", "1985-03-15", "\"sex\", \"name\"");
        assertThat(answer.body().path("outcome").asString()).isEqualTo("found");
        assertThat(answer.body().path("person").propertyNames()).containsOnly("sex", "name");
    }

    @Test
    void otherNameOrDateIsAMismatchAndUnaccentedIsAnotherName() {
        assertThat(ask("Nguyễn Văn Hóa", "1985-03-15", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(ask("Nguyen Van Hoa", "1985-03-15", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(ask("Nguyễn Văn Hòa", "1986", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(ask("Nguyễn Văn Hóa", "1985-03-15", "\"sex\"").body().has("person")).isFalse();
    }

    @Test
    void dateOfAnotherPrecisionIsAnOutcomeOfItsOwn() {
        for (String date : new String[] {"1985", "1985-03"}) {
            assertThat(ask("Nguyễn Văn Hòa", date, "\"sex\"").body().path("outcome").asString())
                    .isEqualTo("date_precision_differs");
        }
        assertThat(ask("Nguyễn Văn Hòa", "1985-04", "").body().path("outcome").asString())
                .isEqualTo("mismatch");
    }

    @Test
    void lookUpsReadOnConnectionsOfTheirOwnThatWriteNothing() {
        var registry = new SimpleMeterRegistry();
        try (var replica = replica(registry)) {
            assertThat(replica.read(() -> setting("default_transaction_read_only")))
                    .isEqualTo("on");
            assertThat(setting("default_transaction_read_only")).isEqualTo("off");
            System.gc(); // a gauge must not lose what it asks
            assertThat(registry.get("dancu.look.ups.behind").gauge().value()).isZero();
        }
        assertThat(connections.read(() -> setting("plan_cache_mode")))
                .isEqualTo("force_generic_plan");
        assertThat(setting("plan_cache_mode")).isEqualTo("auto");
        assertThatThrownBy(
                        () ->
                                connections.read(
                                        () -> jdbc.sql("delete from person where false").update()))
                .hasMessageContaining("read-only transaction");
        assertThatThrownBy(() -> transactions.execute(status -> connections.read(() -> "x")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static String someone(String number, String name, String date) {
        return "{\"number\": \"%s\", \"name\": \"%s\", \"dateOfBirth\": \"%s\"}"
                .formatted(number, name, date);
    }

    private Api.Answer together(HttpHeaders caller, String more, List<String> people) {
        return api.post(
                "/internal/population/v1/lookup-batches",
                caller,
                "{\"people\": [%s], \"fields\": [\"name\"]%s}"
                        .formatted(String.join(", ", people), more));
    }

    @Test
    void peopleOfABatchAreAnsweredAsIfAskedAloneAndEachIsOnRecordInOneTransaction() {
        changed(
                "001190000831",
                Change.since(LocalDate.of(2020, 1, 1), "name_changed", "test"),
                d -> {
                    d.name = new PersonName("Trần Thị Lam");
                    d.oldNumber = "119000083";
                });
        List<String> people =
                List.of(
                        someone("001085000777", "NGUYỄN VĂN HOÀ", "1985-03-15"),
                        someone("001190000831", "Trần Thị Lan", "1990-02-03"),
                        someone("001085000777", "Nguyễn Văn Hóa", "1985-03-15"),
                        someone("001085000777", "Nguyễn Văn Hòa", "1985"),
                        someone("001190000839", "Trần Thị Lan", "1990-02-03"),
                        someone("001190000831", "Trần Thị Lam", "1990-02-03"),
                        "{\"oldNumber\": \"119000083\", \"name\": \"Trần Thị Lam\","
                                + " \"dateOfBirth\": \"1990-02-03\"}",
                        someone("001085000777", "NGUYỄN VĂN HOÀ", "1985-03-15"));
        HttpHeaders caller = api.internal("sharing-service");
        caller.set("X-Correlation-Id", UUID.randomUUID().toString());
        for (String more : new String[] {"", ", \"currentIfSuperseded\": true"}) {
            Api.Answer answer = together(caller, more, people);
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            for (int i = 0; i < people.size(); i++) {
                String alone =
                        people.get(i).replaceFirst("}$", ", \"fields\": [\"name\"]" + more + "}");
                assertThat(answer.body().at("/answers/" + i))
                        .as(alone)
                        .isEqualTo(
                                api.post(LOOKUPS, api.internal("sharing-service"), alone).body());
            }
            assertThat(
                            answer.body()
                                    .get("answers")
                                    .valueStream()
                                    .map(one -> one.get("outcome").asString()))
                    .containsExactly(
                            "found",
                            "superseded",
                            "mismatch",
                            "date_precision_differs",
                            "not_found",
                            "found",
                            "found",
                            "found");
        }
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) || ' in ' || count(distinct written_in)
                                            || ', ' || count(person_id) || ' of people'
                                        from audit_record where action = 'lookup'
                                            and agency = 'G34' and correlation_id = :correlation
                                        """)
                                .param("correlation", caller.getFirst("X-Correlation-Id"))
                                .query(String.class)
                                .single())
                .isEqualTo("16 in 2, 14 of people");
    }

    @Test
    void aBatchThatIsTooLargeOrNotInFormIsRefusedWhole() {
        HttpHeaders caller = api.internal("sharing-service");
        String known = someone("001085000777", "Nguyễn Văn Hòa", "1985-03-15");
        for (List<String> people :
                List.of(
                        List.<String>of(),
                        Collections.nCopies(101, known),
                        List.of(known, "{\"name\": \"Nguyễn Văn Hòa\"}"),
                        List.of(
                                known,
                                "{\"name\": \"Nguyễn Văn Hòa\", \"dateOfBirth\": \"1985\"}"))) {
            assertThat(together(caller, "", people).status()).isEqualTo(422);
        }
        assertThat(together(caller, "", Collections.nCopies(100, known)).status()).isEqualTo(200);
    }

    private LookUpConnections replica(SimpleMeterRegistry registry) {
        try {
            String url = dataSource.unwrap(HikariDataSource.class).getJdbcUrl();
            String address = url.substring(url.indexOf("//") + 2, url.lastIndexOf('/'));
            return new LookUpConnections(dataSource, new LookUpSettings(address, 2), registry);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String setting(String name) {
        return jdbc.sql("select current_setting(:name)")
                .param("name", name)
                .query(String.class)
                .single();
    }

    private PersonRecord changed(
            String number, Change change, java.util.function.Consumer<PersonDraft> edit) {
        PersonRecord person =
                PersonRecord.first(
                                UUID.randomUUID(),
                                new PersonName("Trần Thị Lan"),
                                PartialDate.parse("1990-02-03"),
                                Sex.FEMALE,
                                new Place("01", null, null, null),
                                new Place("01", null, null, null),
                                "1",
                                "VN")
                        .with(d -> d.numbered(new PersonalIdNumber(number)));
        transactions.executeWithoutResult(
                status -> persons.insert(person, Change.always("birth_registered", "test")));
        return java.util.Objects.requireNonNull(
                transactions.execute(status -> persons.change(person.personId(), change, edit)));
    }

    private JsonNode lookUp(String number, String name, String date, String more) {
        return api.post(
                        LOOKUPS,
                        api.internal("sharing-service"),
                        """
                        {"number": "%s", "name": "%s", "dateOfBirth": "%s", "fields": ["name"]%s}
                        """
                                .formatted(number, name, date, more))
                .body();
    }

    @Test
    void setThatWasReplacedIsSuperseded() {
        String number = "001190000801";
        PersonRecord person =
                changed(
                        number,
                        Change.since(LocalDate.of(2020, 1, 1), "name_changed", "test"),
                        d -> d.name = new PersonName("Trần Thị Lam"));
        JsonNode answer = lookUp(number, "Trần Thị Lan", "1990-02-03", "");
        assertThat(answer.path("outcome").asString()).isEqualTo("superseded");
        assertThat(answer.path("personId").asString()).isEqualTo(person.personId().toString());
        assertThat(answer.has("person")).isFalse();
        JsonNode current =
                lookUp(number, "Trần Thị Lan", "1990-02-03", ", \"currentIfSuperseded\": true");
        assertThat(current.path("person").path("name").asString()).isEqualTo("Trần Thị Lam");
        assertThat(lookUp(number, "Trần Thị Lam", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("found");
        assertThat(lookUp(number, "Trần Thị Lâm", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("mismatch");
    }

    @Test
    void partsOfSetsOfDifferentTimesAreNoSet() {
        String number = "001190000802";
        changed(
                number,
                Change.correcting("corrected", "test"),
                d -> {
                    d.name = new PersonName("Trần Thị Lam");
                    d.dateOfBirth = PartialDate.parse("1991-02-03");
                });
        assertThat(lookUp(number, "Trần Thị Lan", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("superseded");
        assertThat(lookUp(number, "Trần Thị Lan", "1991-02-03", "").path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(lookUp(number, "Trần Thị Lam", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("mismatch");
    }

    @Test
    void replacedNumberIsSupersededAndProtectedChangesAreNotTold() {
        String number = "001190000803";
        changed(
                number,
                Change.since(LocalDate.of(2020, 1, 1), "number_reestablished", "test"),
                d -> d.numbered(new PersonalIdNumber("001190000804")));
        assertThat(lookUp(number, "Trần Thị Lan", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("superseded");
        String adopted = "001190000805";
        changed(
                adopted,
                Change.since(LocalDate.of(2020, 1, 1), "adopted", "test")
                        .protecting(Protection.ADOPTION),
                d -> d.name = new PersonName("Lê Thị Lan"));
        assertThat(lookUp(adopted, "Trần Thị Lan", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("mismatch");
        assertThat(lookUp(adopted, "Lê Thị Lan", "1990-02-03", "").path("outcome").asString())
                .isEqualTo("found");
    }

    private JsonNode learned(PersonRecord person, long version) {
        Api.Answer answer =
                api.post(
                        "/internal/population/v1/changes",
                        api.internal("sharing-service"),
                        "{\"changes\": [{\"personId\": \"%s\", \"version\": %d}]}"
                                .formatted(person.personId(), version));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().path("changes").path(0);
    }

    @Test
    void whoLearnsOfAChangeLearnsNoMoreThanALookUpTells() {
        Change moved = Change.since(LocalDate.of(2020, 1, 1), "moved", "test");
        PersonRecord known =
                changed(
                        "001190000821",
                        moved,
                        d -> {
                            d.name = new PersonName("Trần Thị Lam");
                            d.permanentResidence = new Place("36", null, null, null);
                        });
        JsonNode told = learned(known, 2);
        assertThat(told.path("lines").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("name", "permanentResidence");
        assertThat(told.path("closed").asBoolean()).isFalse();
        assertThat(told.path("setForgotten").asBoolean()).isFalse();
        assertThat(learned(known, 1).path("lines").isEmpty()).isTrue();

        PersonRecord hidden =
                changed(
                        "001190000822",
                        moved,
                        d -> {
                            d.protectedPerson = true;
                            d.nationality = "XA";
                            d.permanentResidence = new Place("36", null, null, null);
                        });
        assertThat(learned(hidden, 2).path("lines").valueStream().map(JsonNode::asString))
                .contains("nationality")
                .doesNotContain("permanentResidence");

        PersonRecord adopted =
                changed(
                        "001190000823",
                        moved.protecting(Protection.ADOPTION),
                        d -> d.name = new PersonName("Lê Thị Lan"));
        assertThat(learned(adopted, 2).path("lines").isEmpty()).isTrue();
        assertThat(learned(adopted, 2).path("setForgotten").asBoolean()).isTrue();
        assertThat(
                        api.post(
                                        "/internal/population/v1/changes",
                                        api.internal("sharing-service"),
                                        "{\"changes\": []}")
                                .status())
                .isEqualTo(422);
    }

    @Test
    void cancelledRecordAnswersForNobodyAndAMergedOneForItsSurvivor() {
        PersonRecord survivor =
                changed(
                        "001190000811",
                        Change.since(LocalDate.of(2020, 1, 1), "name_changed", "test"),
                        d -> d.name = new PersonName("Trần Thị Lam"));
        PersonRecord closed =
                changed(
                        "001190000812",
                        Change.since(LocalDate.of(2020, 1, 1), "name_changed", "test"),
                        d -> d.name = new PersonName("Trần Thị Lam"));
        Change merged = Change.correcting("merged", "test").evenIfClosed(true);
        transactions.executeWithoutResult(
                status ->
                        persons.change(
                                closed.personId(),
                                merged,
                                d -> d.closed = RecordClosure.CANCELLED));
        for (String name : new String[] {"Trần Thị Lan", "Trần Thị Lam", "Lê Thị Khác"}) {
            JsonNode answer = lookUp("001190000812", name, "1990-02-03", "");
            assertThat(answer.path("outcome").asString()).as(name).isEqualTo("not_found");
            assertThat(answer.has("personId")).isFalse();
        }
        transactions.executeWithoutResult(
                status ->
                        persons.change(
                                closed.personId(),
                                merged,
                                d -> {
                                    d.closed = RecordClosure.MERGED;
                                    d.mergedInto = survivor.personId();
                                }));
        for (String name : new String[] {"Trần Thị Lan", "Lê Thị Khác"}) {
            JsonNode answer = lookUp("001190000812", name, "1990-02-03", "");
            assertThat(answer.path("outcome").asString())
                    .isEqualTo(name.startsWith("Lê") ? "mismatch" : "superseded");
            assertThat(answer.path("personId").asString())
                    .isEqualTo(survivor.personId().toString());
        }
    }

    @Test
    void eachReadLeavesARecordOfTheAgencyItWasFor() {
        ask("Nguyễn Văn Hòa", "1985-03-15", "");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record where action = 'lookup'
                                          and agency = 'G34' and outcome = 'found'
                                        """)
                                .query(Integer.class)
                                .single())
                .isPositive();
    }

    @Test
    void whatCannotBeRecordedIsNotAnswered() {
        jdbc.sql("alter table audit_record add constraint full_up check (false) not valid")
                .update();
        try {
            Api.Answer answer = ask("Nguyễn Văn Hòa", "1985-03-15", "\"sex\", \"name\"");
            assertThat(answer.status()).isGreaterThanOrEqualTo(500);
            assertThat(answer.body().has("person")).isFalse();
            assertThat(answer.body().has("outcome")).isFalse();
            String known = someone("001085000777", "Nguyễn Văn Hòa", "1985-03-15");
            Api.Answer batch = together(api.internal("sharing-service"), "", List.of(known, known));
            assertThat(batch.status()).isGreaterThanOrEqualTo(500);
            assertThat(batch.body().has("answers")).isFalse();
        } finally {
            jdbc.sql("alter table audit_record drop constraint full_up").update();
        }
        assertThat(ask("Nguyễn Văn Hòa", "1985-03-15", "").status()).isEqualTo(200);
    }

    @Test
    void internalDoorIsClosedToOutsiders() {
        HttpHeaders outsider = api.as("vss", "sharing.query population.read");
        assertThat(api.post(LOOKUPS, outsider, "{}").status()).isIn(401, 403);
    }

    @Test
    void peopleAreFoundByNumberAndByNameInPages() {
        HttpHeaders officer = api.as("officer-hanoi", "population.read");
        Api.Answer byNumber =
                api.post(
                        "/population/v1/persons/search", officer, "{\"number\": \"001085000777\"}");
        assertThat(byNumber.body().path("items").size()).isEqualTo(1);
        Api.Answer byName =
                api.post(
                        "/population/v1/persons/search",
                        officer,
                        """
                        {"name": "nguyen van hoa", "dateOfBirth": "1985", "province": "01"}
                        """);
        assertThat(byName.body().path("items").size()).isEqualTo(1);
        assertThat(byName.body().has("next")).isFalse();
        assertThat(api.post("/population/v1/persons/search", officer, "{}").code())
                .isEqualTo("criteria_too_wide");
        assertThat(
                        api.post("/population/v1/persons/search", officer, "{\"number\": \"1\"}")
                                .status())
                .isEqualTo(422);
    }
}
