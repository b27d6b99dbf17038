package vn.dancu.population.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.testing.RealInfrastructure;

/** Hot queries read an index, and only as much of it as they show. */
@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SearchPlanIT {
    private static final int PEOPLE = 40_000;

    @Autowired private JdbcClient jdbc;

    @BeforeEach
    void manyPeople() {
        if (jdbc.sql("select count(*) from person").query(Integer.class).single() >= PEOPLE) {
            return;
        }
        jdbc.sql(
                        """
                        insert into person (person_id, version, status, number_status, name,
                            name_key, birth_year, birth_month, birth_day, sex,
                            birth_registration, origin, ethnicity, nationality, marital_status,
                            permanent, relatives, registered_at, updated_at)
                        select gen_random_uuid(), 1, 'ALIVE', 'AWAITING', 'Trần Văn ' || n % 400,
                            'TRAN VAN ' || n % 400, 1930 + n % 90, 1 + n % 12, 1 + n % 28,
                            1 + n % 2, '01', '01', '1', 'VN', 0,
                            '01001' || lpad((n % 50)::text, 5, '0'), '{}', now(), now()
                        from generate_series(1, :people) n
                        """)
                .param("people", PEOPLE)
                .update();
        jdbc.sql("analyze person").update();
    }

    private static SearchCriteria criteria(@Nullable PartialDate born, @Nullable Sex sex) {
        return new SearchCriteria(
                null,
                null,
                new PersonName("Trần Văn A"),
                null,
                born,
                sex,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static Stream<Candidates.Statement> hotStatements() {
        SearchCriteria any = criteria(null, null);
        SearchCriteria dated = criteria(new PartialDate(1985, 3, 15), Sex.MALE);
        var after = new Cursor.Walked("TRAN VAN 7", 1950, new UUID(1, 1));
        var whom = Candidates.Whom.UNPROTECTED_PEOPLE;
        return Stream.of(
                Candidates.named(List.of("TRAN VAN 7"), any, null, 21, whom),
                Candidates.named(List.of("TRAN VAN 7"), any, after, 21, whom),
                Candidates.named(List.of("TRAN VAN 7"), dated, null, 21, whom),
                Candidates.named(List.of("TRAN VAN 7", "TRAN VAN 8"), dated, null, 21, whom),
                Candidates.borneStatement(List.of("TRAN VAN 7", "TRAN VAN 8"), any, whom),
                Candidates.borneStatement(List.of("TRAN VAN 7", "TRAN VAN 8"), dated, whom),
                Candidates.livingStatement(home("0100100007"), dated, 21, whom),
                Candidates.livingStatement(home("01001"), dated, 21, whom),
                Candidates.livingStatement(home("0100100007", "0100100008"), dated, 21, whom));
    }

    private static UnitWritings home(String... prefixes) {
        return new UnitWritings(List.of(prefixes));
    }

    @ParameterizedTest
    @MethodSource("hotStatements")
    void hotStatementIsServedByItsIndex(Candidates.Statement statement) {
        String plan =
                String.join(
                        "\n",
                        jdbc.sql("explain (analyze, buffers off, timing off) " + statement.sql())
                                .params(statement.values())
                                .query(String.class)
                                .list());
        assertThat(plan).doesNotContain("Seq Scan").contains("Index");
        String index =
                statement.sql().contains("permanent ~") ? "permanent_birth_year" : "name_key";
        assertThat(plan).contains(index);
        // The order of a page is that of the index: nothing is sorted.
        if (statement.sql().contains("order by")) {
            assertThat(plan).doesNotContain("Sort  (");
            assertThat(plan).contains("Merge Append");
        }
    }
}
