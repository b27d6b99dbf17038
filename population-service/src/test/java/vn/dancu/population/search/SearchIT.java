package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import vn.dancu.kernel.PersonName;
import vn.dancu.population.Api;
import vn.dancu.population.Contracts;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestPropertySource(
        properties = {
            "dancu.search.candidates=30",
            "dancu.search.window=20",
            "dancu.search.scanned=60",
            "dancu.search.indexes-known=0s"
        })
class SearchIT {
    private static final String SEARCH = "/population/v1/persons/search";
    private static final String BA_DINH = "0100100001";

    @Autowired private TestTokens tokens;
    @Autowired private JdbcClient jdbc;
    @LocalServerPort private int port;

    private Api api;
    private HttpHeaders officer;

    @BeforeEach
    void setUp() {
        api = new Api(tokens, port);
        officer = api.as("officer-hanoi", "population.read");
        jdbc.sql("truncate person, person_by_number, person_by_old_number").update();
    }

    /** Somebody on record; columns that are not named have a value that fits nothing special. */
    private UUID someone(String name, String born, Map<String, Object> more) {
        UUID id = UUID.randomUUID();
        String[] parts = born.split("-", -1);
        jdbc.sql(
                        """
                        insert into person (person_id, version, status, number, number_status,
                            old_number, name, name_key, birth_year, birth_month, birth_day, sex,
                            birth_registration, origin, ethnicity, nationality, marital_status,
                            permanent, temporary, residing, relatives, registered_at, updated_at)
                        values (:id, 1, 'ALIVE', :number,
                            case when :number is null then 'AWAITING' else 'ASSIGNED' end,
                            :oldNumber, :name, :key, :year, :month, :day, :sex, '01', :origin, '1',
                            'VN', 0, :permanent, :temporary, :residing,
                            cast(:relatives as jsonb), now(), now())
                        """)
                .param("id", id)
                .param("number", more.get("number"), java.sql.Types.VARCHAR)
                .param("oldNumber", more.get("oldNumber"), java.sql.Types.VARCHAR)
                .param("name", name)
                .param("key", new PersonName(name).unaccentedKey())
                .param("year", Integer.valueOf(parts[0]))
                .param("month", part(parts, 1), java.sql.Types.SMALLINT)
                .param("day", part(parts, 2), java.sql.Types.SMALLINT)
                .param("sex", more.getOrDefault("sex", 1))
                .param("origin", more.getOrDefault("origin", "36"))
                .param("permanent", more.get("permanent"), java.sql.Types.VARCHAR)
                .param("temporary", more.get("temporary"), java.sql.Types.VARCHAR)
                .param("residing", more.get("residing"), java.sql.Types.VARCHAR)
                .param("relatives", more.getOrDefault("relatives", "{}"))
                .update();
        if (more.get("number") instanceof String number) {
            jdbc.sql("insert into person_by_number values (:n, :id)")
                    .param("n", number)
                    .param("id", id)
                    .update();
        }
        if (more.get("oldNumber") instanceof String number) {
            jdbc.sql("insert into person_by_old_number values (:n, :id)")
                    .param("n", number)
                    .param("id", id)
                    .update();
        }
        jdbc.sql(
                        """
                        insert into name_syllable
                        select unnest(string_to_array(:key, ' ')) on conflict do nothing
                        """)
                .param("key", new PersonName(name).unaccentedKey())
                .update();
        return id;
    }

    private static @Nullable Integer part(String[] parts, int at) {
        return parts.length > at ? Integer.valueOf(parts[at]) : null;
    }

    private Api.Answer ask(String body) {
        return api.post(SEARCH, officer, body);
    }

    private List<UUID> found(String body) {
        Api.Answer answer = ask(body);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        Contracts.assertMatches(body, "population/search-criteria.schema.json");
        Contracts.assertMatches(answer.body().toString(), "population/search-page.schema.json");
        List<UUID> ids = new ArrayList<>();
        for (JsonNode item : answer.body().path("items")) {
            ids.add(UUID.fromString(item.path("personId").asString()));
        }
        assertThat(answer.body().path("matches").size()).isEqualTo(ids.size());
        return ids;
    }

    @Test
    void likeliestComesFirst() {
        UUID unaccented = someone("Nguyễn Văn Hưng", "1985-03-15", Map.of());
        UUID exactByYearOnly = someone("Nguyễn Văn Hùng", "1985", Map.of());
        UUID exact = someone("NGUYỄN VĂN HÙNG", "1985-03-15", Map.of());
        UUID similar = someone("Nguyễn Văn Hụng Anh", "1985-03-15", Map.of());
        UUID misheard = someone("Nguyễn Văn Hùn", "1985-03-15", Map.of());
        vocabularyIsRead();
        String asked =
                """
                {"name": "Nguyễn Văn Hùng", "dateOfBirth": "1985-03-15"%s}
                """;
        assertThat(found(asked.formatted(""))).containsExactly(exact, exactByYearOnly, unaccented);
        assertThat(found(asked.formatted(", \"nameMatch\": \"EXACT\"")))
                .containsExactly(exact, exactByYearOnly);
        assertThat(found(asked.formatted(", \"nameMatch\": \"SIMILAR\"")))
                .containsExactly(exact, exactByYearOnly, unaccented, misheard)
                .doesNotContain(similar);
        JsonNode matches =
                ask(asked.formatted(", \"nameMatch\": \"SIMILAR\"")).body().path("matches");
        assertThat(matches.get(0).path("name").asString()).isEqualTo("exact");
        assertThat(matches.get(1).path("dateOfBirth").asString()).isEqualTo("possible");
        assertThat(matches.get(2).path("name").asString()).isEqualTo("unaccented");
        assertThat(matches.get(3).path("name").asString()).isEqualTo("similar");
    }

    @ParameterizedTest
    @CsvSource({
        "Trần Thị Thuý Quỳnh, Trần Thị Thúy Quỳnh",
        "tran thi thuy quynh, Trần Thị Thúy Quỳnh",
        "Trần Thị Thúy Qùynh, Trần Thị Thúy Quỳnh",
        "Trần Thị Thủy Quỳnh, Trần Thị Thúy Quỳnh",
        "Trần Thị Thúi Quỳnh, Trần Thị Thúy Quỳnh",
        "Trần Thị Thuý Quynk, Trần Thị Thúy Quỳnh",
        "Chần Thị Thúy Quỳnh, Trần Thị Thúy Quỳnh",
        "Trần Thúy Quỳnh, Trần Thị Thúy Quỳnh",
        "Quỳnh Trần Thị Thúy, Trần Thị Thúy Quỳnh",
        "Traanf Thij Thuys Quynhf, Trần Thị Thúy Quỳnh",
        "Trần Thị ThúyQuỳnh, Trần Thị Thúy Quỳnh",
    })
    void nameIsFoundHoweverItIsTyped(String typed, String registered) {
        UUID one = someone(registered, "1990-01-02", Map.of());
        someone("Lê Hoàng Oanh", "1990-01-02", Map.of());
        vocabularyIsRead();
        assertThat(found("{\"name\": \"%s\"}".formatted(typed))).containsExactly(one);
        assertThat(found("{\"name\": \"%s\", \"dateOfBirth\": \"1990\"}".formatted(typed)))
                .containsExactly(one);
    }

    @Autowired private Vocabulary vocabulary;

    /** It may be half a minute old; these tests are quicker. */
    private void vocabularyIsRead() {
        org.springframework.test.util.ReflectionTestUtils.setField(
                vocabulary, "readAt", java.time.Instant.EPOCH);
    }

    @Test
    void everythingThatIsAskedNarrows() {
        UUID one =
                someone(
                        "Lê Thị Mai",
                        "1992-07-08",
                        Map.of("sex", 2, "origin", "0100100001", "permanent", BA_DINH));
        String[] fitting = {
            "\"sex\": \"FEMALE\"",
            "\"dateOfBirth\": \"1992-07\"",
            "\"origin\": {\"province\": \"01\", \"district\": \"001\"}",
            "\"residence\": {\"province\": \"01\", \"district\": \"001\", \"commune\": \"00001\"}",
            "\"province\": \"01\""
        };
        String[] other = {
            "\"sex\": \"MALE\"",
            "\"dateOfBirth\": \"1992-08\"",
            "\"origin\": {\"province\": \"36\"}",
            "\"residence\": {\"province\": \"01\", \"district\": \"002\"}",
            "\"province\": \"36\""
        };
        for (String criterion : fitting) {
            assertThat(found("{\"name\": \"le thi mai\", " + criterion + "}"))
                    .as(criterion)
                    .containsExactly(one);
        }
        for (String criterion : other) {
            assertThat(found("{\"name\": \"le thi mai\", " + criterion + "}"))
                    .as(criterion)
                    .isEmpty();
        }
    }

    @Test
    void permanentResidenceComesBeforeTemporaryAndCurrent() {
        UUID current = someone("Đỗ Minh", "1970-01-01", Map.of("residing", BA_DINH));
        UUID temporary = someone("Đỗ Minh", "1970-01-01", Map.of("temporary", BA_DINH));
        UUID permanent = someone("Đỗ Minh", "1970-01-01", Map.of("permanent", BA_DINH));
        someone("Đỗ Minh", "1970-01-01", Map.of("permanent", "3600100001"));
        assertThat(found("{\"name\": \"đỗ minh\", \"residence\": {\"province\": \"01\"}}"))
                .containsExactly(permanent, temporary, current);
    }

    @Test
    void childIsFoundByParentAndYearAlone() {
        UUID child =
                someone(
                        "Phạm Gia Bảo",
                        "2015-05-05",
                        Map.of(
                                "permanent",
                                BA_DINH,
                                "relatives",
                                """
                                {"mother": {"name": "Vũ Thị Hà", "number": "001190000123"}}
                                """));
        UUID byNameOnly =
                someone(
                        "Phạm Gia Hân",
                        "2015-06-06",
                        Map.of(
                                "permanent",
                                BA_DINH,
                                "relatives",
                                "{\"mother\": {\"name\": \"Vũ Thị Hà\"}}"));
        someone("Phạm Gia Bảo", "2015-05-05", Map.of("permanent", BA_DINH));
        someone(
                "Vũ Thị Hà",
                "1990-01-01",
                Map.of("number", "001190000123", "sex", 2, "permanent", BA_DINH));
        assertThat(
                        found(
                                """
                                {"mother": {"number": "001190000123"}, "dateOfBirth": "2015"}
                                """))
                .containsExactly(child, byNameOnly);
        assertThat(
                        found(
                                """
                                {"mother": {"name": "vu thi ha"}, "dateOfBirth": "2015",
                                 "residence": {"province": "01", "district": "001",
                                               "commune": "00001"}}
                                """))
                .containsExactlyInAnyOrder(child, byNameOnly);
        assertThat(found("{\"name\": \"Phạm Gia Bảo\", \"mother\": {\"name\": \"Vũ Thị Hà\"}}"))
                .containsExactly(child);
        assertThat(found("{\"name\": \"Phạm Gia Bảo\", \"father\": {\"name\": \"Vũ Thị Hà\"}}"))
                .isEmpty();
    }

    @Test
    void oldNumberIsNarrowedBeforeItIsCut() {
        List<UUID> many = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            many.add(someone("Hồ Văn Tám", "1950", Map.of("oldNumber", "012345678")));
        }
        UUID wanted = someone("Hồ Thị Chín", "1951", Map.of("oldNumber", "012345678"));
        assertThat(many).doesNotContain(wanted);
        assertThat(found("{\"oldNumber\": \"012345678\", \"name\": \"Hồ Thị Chín\"}"))
                .containsExactly(wanted);
        assertThat(found("{\"oldNumber\": \"012345678\", \"dateOfBirth\": \"1951\"}"))
                .containsExactly(wanted);
        assertThat(ask("{\"oldNumber\": \"012345678\"}").code()).isEqualTo("criteria_too_wide");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"pham van trang\", \"limit\": 7%s}",
                "{\"name\": \"pham van trang\", \"nameMatch\": \"SIMILAR\", \"limit\": 7%s}",
                "{\"name\": \"pham van tran\", \"limit\": 7%s}",
                "{\"name\": \"phạm văn trang\", \"nameMatch\": \"EXACT\", \"limit\": 7%s}",
                "{\"name\": \"pham van trang\", \"dateOfBirth\": \"1951\", \"limit\": 7%s}"
            })
    void pagesShowEverybodyOnceWhetherRankedOrAlongTheIndex(String body) {
        for (int i = 0; i < 75; i++) {
            someone("Phạm Văn Trang", Integer.toString(1950 + i % 2), Map.of());
        }
        vocabularyIsRead();
        List<UUID> shown = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            Api.Answer page =
                    ask(body.formatted(after.isEmpty() ? "" : ", \"after\": \"" + after + "\""));
            assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
            page.body()
                    .path("items")
                    .forEach(item -> shown.add(UUID.fromString(item.path("personId").asString())));
            after = page.body().path("next").asString("");
            assertThat(++pages).isLessThan(40);
        } while (!after.isEmpty());
        assertThat(new HashSet<>(shown)).hasSameSizeAs(shown);
        assertThat(shown).hasSize(body.contains("1951") ? 37 : 75);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; /name",
                "{\"sex\": \"MALE\"}; /name",
                "{\"mother\": {\"name\": \"An\"}, \"dateOfBirth\": \"2001\"}; /name",
                "{\"residence\": {\"province\": \"01\"}}; /dateOfBirth",
                "{\"province\": \"01\", \"dateOfBirth\": \"1950-01-01\"}; /residence/district",
                "{\"residence\": {\"province\": \"01\", \"district\": \"001\"},"
                        + " \"dateOfBirth\": \"1950\"}; /dateOfBirth"
            })
    void tooWideSaysWhatToAdd(String body, String pointer) {
        Api.Answer answer = ask(body);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("criteria_too_wide");
        assertThat(answer.body().path("errors").get(0).path("pointer").asString())
                .isEqualTo(pointer);
    }

    @Test
    void tooManyOfOneCommuneAndYearAreTooWide() {
        for (int i = 0; i < 31; i++) {
            someone("Cao Văn Tý", "1960", Map.of("permanent", BA_DINH));
        }
        String body =
                """
                {"residence": {"province": "01", "district": "001", "commune": "00001"},
                 "dateOfBirth": "1960"%s}
                """;
        assertThat(ask(body.formatted("")).body().path("errors").get(0).path("pointer").asString())
                .isEqualTo("/sex");
        assertThat(found(body.formatted(", \"sex\": \"FEMALE\""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"An\", \"residence\": {\"province\": \"98\"}}",
                "{\"name\": \"An\", \"mother\": {}}",
                "{\"nameMatch\": \"SIMILAR\", \"oldNumber\": \"012345678\"}",
                "{\"name\": \"An\", \"province\": \"01\", \"residence\": {\"province\": \"01\"}}",
                "{\"name\": \"An\", \"after\": \"w.!.1950.x\"}",
                "{\"name\": \"An\", \"after\": \"r.1.2\"}",
                "{\"name\": \"An\", \"limit\": 101}"
            })
    void badCriteriaAreRefused(String body) {
        assertThat(ask(body).status()).isEqualTo(422);
    }

    @Test
    void readsNeedAPurposeAndAreRecordedWithIt() {
        UUID one = someone("Ngô Thị Út", "1980-01-01", Map.of());
        Api.Answer refused =
                api.post(
                        SEARCH,
                        api.withoutPurpose("officer-hanoi", "population.read"),
                        "{\"name\": \"Ngô Thị Út\"}");
        assertThat(refused.code()).isEqualTo("purpose_missing");
        assertThat(found("{\"name\": \"Ngô Thị Út\"}")).containsExactly(one);
        assertThat(api.get("/population/v1/persons/" + one, officer).status()).isEqualTo(200);
        assertThat(
                        jdbc.sql(
                                        """
                                        select action from audit_record
                                        where person_id = :id and purpose = 'test' order by id
                                        """)
                                .param("id", one)
                                .query(String.class)
                                .list())
                .containsExactly("person_search", "person_read");
    }

    private UUID protectedPerson(String name, String born, Map<String, Object> more) {
        UUID id = someone(name, born, more);
        jdbc.sql("update person set protected = true where person_id = :id")
                .param("id", id)
                .update();
        return id;
    }

    @Test
    void protectedPersonMovesNeitherPageNorCursor() {
        protectedPerson("Lý Thị Mật", "1950", Map.of("permanent", BA_DINH));
        String commune =
                """
                {"residence": {"province": "01", "district": "001", "commune": "00001"},
                 "dateOfBirth": "1950", "limit": 1}
                """;
        for (String body :
                new String[] {
                    commune,
                    "{\"name\": \"Lý Thị Mật\", \"limit\": 1}",
                    "{\"name\": \"ly thi mat\", \"dateOfBirth\": \"1950\", \"limit\": 1}"
                }) {
            assertThat(found(body)).isEmpty();
        }
        UUID other = someone("Lý Thị Mật", "1950", Map.of("permanent", BA_DINH));
        protectedPerson("Lý Thị Mật", "1950", Map.of("permanent", BA_DINH));
        protectedPerson("Lý Thị Mật", "1951", Map.of());
        for (String body : new String[] {commune, "{\"name\": \"Lý Thị Mật\", \"limit\": 1}"}) {
            assertThat(found(body)).containsExactly(other);
            assertThat(ask(body).body().has("next")).as(body).isFalse();
        }
        HttpHeaders trusted = api.as("officer-hanoi", "population.read population.read.protected");
        assertThat(
                        api.post(SEARCH, trusted, "{\"name\": \"Lý Thị Mật\"}")
                                .body()
                                .path("items")
                                .size())
                .isEqualTo(4);
    }

    @Test
    void protectedPersonAskedByNumberIsNotShownAndTheAttemptIsRecorded() {
        UUID hidden =
                protectedPerson(
                        "Vũ Thị Ẩn",
                        "1990-01-01",
                        Map.of(
                                "number", "001190000321",
                                "oldNumber", "012345321",
                                "permanent", BA_DINH));
        someone(
                "Vũ Văn Con",
                "2015",
                Map.of(
                        "permanent",
                        BA_DINH,
                        "relatives",
                        "{\"mother\": {\"name\": \"Vũ Thị Ẩn\", \"number\": \"001190000321\"}}"));
        assertThat(found("{\"number\": \"001190000321\"}")).isEmpty();
        assertThat(found("{\"oldNumber\": \"012345321\"}")).isEmpty();
        // Nor does the home of a protected mother serve to find anybody.
        Api.Answer child =
                ask("{\"mother\": {\"number\": \"001190000321\"}, \"dateOfBirth\": \"2015\"}");
        assertThat(child.code()).isEqualTo("criteria_too_wide");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_record
                                        where person_id = :id and action = 'person_search'
                                            and outcome = 'protected_person'
                                        """)
                                .param("id", hidden)
                                .query(Integer.class)
                                .single())
                .isEqualTo(3);
    }

    @Test
    void closedRecordLeadsToItsSurvivorByNumberOnly() {
        UUID survivor = someone("Hà Văn Còn", "1970", Map.of());
        UUID merged =
                someone(
                        "Hà Văn Gộp",
                        "1970",
                        Map.of("number", "001070000321", "oldNumber", "012345999"));
        UUID cancelled = someone("Hà Văn Gộp", "1970", Map.of("oldNumber", "012345999"));
        jdbc.sql("update person set closed = 'MERGED', merged_into = :to where person_id = :id")
                .param("to", survivor)
                .param("id", merged)
                .update();
        jdbc.sql("update person set closed = 'CANCELLED' where person_id = :id")
                .param("id", cancelled)
                .update();
        assertThat(found("{\"name\": \"Hà Văn Gộp\", \"nameMatch\": \"EXACT\"}")).isEmpty();
        assertThat(found("{\"number\": \"001070000321\"}")).containsExactly(survivor);
        assertThat(found("{\"oldNumber\": \"012345999\"}")).containsExactly(survivor);
        assertThat(found("{\"oldNumber\": \"012345999\", \"name\": \"Hà Văn Gộp\"}"))
                .containsExactly(survivor);
    }

    @Test
    void searchesWaitForTheEndOfAFirstLoadAndNumbersDoNot() {
        someone("Tạ Văn Sớm", "1970", Map.of("number", "001070000654"));
        jdbc.sql(
                        """
                        insert into deferred_index (name, definition, import_id, deferred_at)
                        values ('person_name_key', '', gen_random_uuid(), now())
                        """)
                .update();
        try {
            Api.Answer refused = ask("{\"name\": \"Tạ Văn Sớm\"}");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(found("{\"number\": \"001070000654\"}")).hasSize(1);
        } finally {
            jdbc.sql("delete from deferred_index where name = 'person_name_key'").update();
        }
        assertThat(found("{\"name\": \"Tạ Văn Sớm\"}")).hasSize(1);
    }

    @Autowired private TransactionTemplate transactions;

    @Test
    @Timeout(60)
    void searchThatTakesTooLongIsGivenUp() {
        Api.Answer answer =
                transactions.execute(
                        status -> {
                            jdbc.sql("lock table person in access exclusive mode").update();
                            return ask("{\"name\": \"Tạ Văn Chậm\"}");
                        });
        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
    }
}
