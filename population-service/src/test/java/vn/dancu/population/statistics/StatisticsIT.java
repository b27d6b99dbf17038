package vn.dancu.population.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Places;
import vn.dancu.population.record.RecordClosure;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class StatisticsIT {
    private static final String STATISTICS = "/population/v1/statistics/";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @Autowired private Persons persons;
    @Autowired private StatisticDeltas deltas;
    @Autowired private Compactor compactor;
    @Autowired private TransactionTemplate transactions;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders officer;

    @BeforeEach
    void nobodyIsOnRecord() {
        api = new Api(tokens, port);
        officer = api.as("officer-hanoi", "population.read");
        jdbc.sql("truncate person, person_version, statistic, statistic_delta").update();
    }

    private JsonNode get(String path) {
        Api.Answer answer = api.get(STATISTICS + path, officer);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        String schema =
                path.startsWith("pyramid")
                        ? "pyramid"
                        : path.startsWith("counts") ? "counts" : "months";
        Contracts.assertMatches(
                answer.body().toString(), "population/statistics-" + schema + ".schema.json");
        return answer.body();
    }

    private static Place place(Random random) {
        String[] provinces = {"01", "36", "79"};
        return new Place(provinces[random.nextInt(3)], null, null, null);
    }

    private PersonRecord born(Random random) {
        int year = 1940 + random.nextInt(80);
        PartialDate date =
                switch (random.nextInt(3)) {
                    case 0 -> new PartialDate(year, 0, 0);
                    case 1 -> new PartialDate(year, 1 + random.nextInt(12), 0);
                    default -> new PartialDate(year, 1 + random.nextInt(12), 1);
                };
        PersonRecord person =
                PersonRecord.first(
                                UUID.randomUUID(),
                                new PersonName("Trần Thị Bình"),
                                date,
                                Sex.ofCode(random.nextInt(3)),
                                place(random),
                                place(random),
                                Integer.toString(1 + random.nextInt(54)),
                                "VN")
                        .with(
                                d -> {
                                    d.maritalStatus = random.nextInt(4);
                                    d.permanentResidence =
                                            random.nextBoolean() ? place(random) : null;
                                });
        transactions.executeWithoutResult(
                status -> persons.insert(person, Change.always("birth_registered", "test")));
        return person;
    }

    private static void edit(PersonDraft d, Random random) {
        switch (random.nextInt(7)) {
            case 0 -> d.permanentResidence = random.nextBoolean() ? place(random) : null;
            case 1 -> d.sex = Sex.ofCode(random.nextInt(3));
            case 2 -> d.dateOfBirth = PartialDate.ofYear(1940 + random.nextInt(80));
            case 3 -> d.ethnicity = Integer.toString(1 + random.nextInt(54));
            case 4 -> d.maritalStatus = random.nextInt(4);
            case 5 -> {
                d.status = LifeStatus.DEAD;
                d.death = new PersonRecord.Death(PartialDate.of(LocalDate.of(2020, 1, 2)));
            }
            default -> {
                d.status = LifeStatus.MISSING;
                d.death = null;
            }
        }
    }

    /** Cells that are kept otherwise than a full count finds them. */
    private List<String> differences() {
        return jdbc.sql(
                        """
                        select coalesce(c.cell, k.cell) || ': ' || coalesce(c.amount, 0)
                            || ' counted, ' || coalesce(k.amount, 0) || ' kept'
                        from (select cell, count(*) as amount from person_cell group by cell) c
                        full join (
                            select cell, sum(amount) as amount
                            from (select cell, amount from statistic
                                  union all
                                  select u.cell, u.amount from statistic_delta d,
                                      unnest(d.cells, d.amounts) u (cell, amount)) a
                            group by cell having sum(amount) <> 0) k using (cell)
                        where c.amount is distinct from k.amount
                        """)
                .query(String.class)
                .list();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsEqualAFullCountWhateverIsCommanded(long seed) {
        Random random = new Random(seed);
        List<UUID> people = new ArrayList<>();
        for (int step = 0; step < 120; step++) {
            if (people.size() < 10 || random.nextInt(4) == 0) {
                people.add(born(random).personId());
            } else {
                command(people.get(random.nextInt(people.size())), random);
            }
            if (random.nextInt(10) == 0) {
                compactor.compact();
            }
            if (step % 20 == 19) {
                assertThat(differences()).isEmpty();
            }
        }
        assertThat(differences()).isEmpty();
        compactor.compact();
        assertThat(jdbc.sql("select count(*) from statistic_delta").query(Long.class).single())
                .isZero();
        assertThat(differences()).isEmpty();
    }

    /** A change, an annulment, the closing of a record, or a change that is rolled back. */
    private void command(UUID personId, Random random) {
        transactions.executeWithoutResult(
                status -> {
                    PersonRecord person = persons.lock(personId);
                    Change change = Change.correcting("corrected", "test").evenIfClosed(true);
                    int kind = random.nextInt(10);
                    if (kind == 0 && person.version() > 1) {
                        annul(person, random);
                    } else if (kind == 1) {
                        persons.change(
                                person,
                                change,
                                d -> d.closed = person.hasEnded() ? null : RecordClosure.CANCELLED);
                    } else {
                        persons.change(person, change, d -> edit(d, random));
                    }
                    if (kind == 2) {
                        status.setRollbackOnly();
                    }
                });
    }

    private void annul(PersonRecord person, Random random) {
        long version = 2 + random.nextLong(person.version() - 1);
        Boolean inForce =
                jdbc.sql(
                                """
                                select annulled_at is null from person_version
                                where person_id = :id and version = :version - 1
                                """)
                        .param("id", person.personId())
                        .param("version", version)
                        .query(Boolean.class)
                        .single();
        if (inForce) {
            persons.annul(
                    person.personId(),
                    version,
                    Change.always("annulled", "test").evenIfClosed(true));
        }
    }

    @Test
    void peopleWhoAreTakenBackAreTakenOutOfTheCounts() {
        Random random = new Random(7);
        List<UUID> people = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            people.add(born(random).personId());
        }
        List<UUID> gone = people.subList(0, 4);
        transactions.executeWithoutResult(
                status -> {
                    deltas.takeAway(gone);
                    jdbc.sql("delete from person where person_id = any (:ids)")
                            .param("ids", gone.toArray(UUID[]::new))
                            .update();
                });
        assertThat(differences()).isEmpty();
        assertThat(get("counts?by=status").path("total").asLong()).isEqualTo(2);
    }

    @Test
    void pyramidAndCountsAndMonthsTellWhatIsOnRecord() {
        transactions.executeWithoutResult(
                status -> {
                    for (int i = 0; i < 3; i++) {
                        PersonRecord person =
                                PersonRecord.first(
                                                UUID.randomUUID(),
                                                new PersonName("Lê Văn An"),
                                                new PartialDate(1985, 3, 1 + i),
                                                i == 0 ? Sex.FEMALE : Sex.MALE,
                                                new Place("36", null, null, null),
                                                new Place("36", null, null, null),
                                                "2",
                                                "VN")
                                        .with(
                                                d ->
                                                        d.permanentResidence =
                                                                new Place("01", null, null, null));
                        persons.insert(person, Change.always("birth_registered", "test"));
                        if (i == 2) {
                            persons.die(
                                    person.personId(),
                                    new PersonRecord.Death(PartialDate.parse("2020-05")),
                                    "test");
                        }
                    }
                });
        JsonNode pyramid = get("pyramid?province=01");
        assertThat(pyramid.path("total").asLong()).isEqualTo(2);
        assertThat(pyramid.path("years").size()).isEqualTo(1);
        assertThat(pyramid.path("years").get(0).path("male").asLong()).isOne();
        assertThat(pyramid.path("years").get(0).path("female").asLong()).isOne();
        assertThat(get("pyramid?province=36").path("total").asLong()).isZero();
        for (String by : List.of("province", "sex", "birthYear", "ethnicity", "maritalStatus")) {
            assertThat(get("counts?by=" + by).path("total").asLong()).as(by).isEqualTo(2);
        }
        assertThat(get("counts?by=ethnicity").path("counts").get(0).path("value").asString())
                .isEqualTo("2");
        assertThat(get("counts?by=status").path("total").asLong()).isEqualTo(3);
        JsonNode births = get("births?from=1985-01&to=1985-12&province=36");
        assertThat(births.path("months").get(0).path("month").asString()).isEqualTo("1985-03");
        assertThat(births.path("total").asLong()).isEqualTo(3);
        JsonNode deaths = get("deaths?from=2020-01&to=2020-12");
        assertThat(deaths.path("months").get(0).path("month").asString()).isEqualTo("2020-05");
        assertThat(get("deaths?from=2020-06&to=2020-12").path("total").asLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "pyramid?province=98, unknown_unit",
        "pyramid?province=x, unknown_unit",
        "counts?by=name, unknown_dimension",
        "births?from=2020, month_malformed",
        "births?from=9999-01, month_malformed",
        "deaths?from=2020-02&to=2020-01, period_reversed",
        "deaths?from=1900-01&to=2020-01, period_too_long"
    })
    void badQuestionsAreRefused(String path, String code) {
        Api.Answer answer = api.get(STATISTICS + path, officer);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void fullCountIsComparedAndFindsWhatIsWrong() {
        born(new Random(3));
        assertThat(verified().path("state").asString()).isEqualTo("EQUAL");
        jdbc.sql("update person set ethnicity = '54'").update();
        JsonNode wrong = verified();
        assertThat(wrong.path("state").asString()).isEqualTo("DIFFERENT");
        assertThat(wrong.path("differing").asLong()).isEqualTo(2);
        assertThat(wrong.path("people").asLong()).isOne();
    }

    @Test
    void repairAddsWhatTheKeptCountsLackAndLeavesARecord() {
        born(new Random(4));
        compactor.compact();
        born(new Random(5));
        jdbc.sql("update person set ethnicity = '54', permanent = null").update();
        assertThat(differences()).isNotEmpty();
        JsonNode repaired = asked("repairs");
        assertThat(repaired.path("differing").asLong()).isPositive();
        assertThat(differences()).isEmpty();
        compactor.compact();
        assertThat(differences()).isEmpty();
        assertThat(asked("repairs").path("state").asString()).isEqualTo("EQUAL");
        assertThat(
                        jdbc.sql(
                                        """
                                        select outcome from audit_record
                                        where action = 'statistics_repair' order by id
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly("asked", "repaired", "asked", "nothing_to_repair");
    }

    @Autowired private Places places;

    @Test
    void provinceThatEndedIsStillAskedForByItsCode() {
        jdbc.sql(
                        """
                        insert into administrative_unit (code, level, type, name, valid, edition_id)
                        select '97', 'province', 'Tỉnh', 'Đã Nhập', '[1990-01-01,2008-08-01)',
                            edition_id
                        from reference_edition where list = 'administrative-units' limit 1
                        """)
                .update();
        jdbc.sql(
                        """
                        update reference_list set version = version + 1
                        where list = 'administrative-units'
                        """)
                .update();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> !places.history().versions("97").isEmpty());
        assertThat(get("pyramid?province=97").path("total").asLong()).isZero();
    }

    private JsonNode verified() {
        return asked("verifications");
    }

    private JsonNode asked(String what) {
        HttpHeaders ops = api.as("ops", "ops");
        assertThat(api.post(STATISTICS + what, officer, "").status()).isEqualTo(403);
        Api.Answer started = api.post(STATISTICS + what, ops, "");
        assertThat(started.status()).isEqualTo(202);
        String where = started.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                !api.get(where, ops)
                                        .body()
                                        .path("state")
                                        .asString()
                                        .equals("RUNNING"));
        return api.get(where, ops).body();
    }

    @Test
    void unknownVerificationIsNotFound() {
        assertThat(
                        api.get(
                                        STATISTICS + "verifications/" + UUID.randomUUID(),
                                        api.as("ops", "ops"))
                                .code())
                .isEqualTo("verification_not_found");
    }
}
