package vn.dancu.population.acts;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import vn.dancu.testing.RealInfrastructure;

/** A register of the first releases is upgraded: what it holds becomes acts, and loses nothing. */
@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class UpgradeIT {
    private static final String SCHEMA = "upgraded";
    private static final UUID BORN = UUID.fromString("00000000-0000-4000-8000-00000000b001");
    private static final UUID DEAD = UUID.fromString("00000000-0000-4000-8000-00000000d001");
    private static final UUID BIRTH = UUID.fromString("00000000-0000-4000-8000-00000000b002");
    private static final UUID DEATH = UUID.fromString("00000000-0000-4000-8000-00000000d002");

    @Autowired private DataSource source;

    @Test
    void birthsAndDeathsOfTheFirstReleasesAreActsWithTheirEntriesAndCanBeAnnulled()
            throws SQLException {
        migrate("5");
        try (Connection connection = source.getConnection()) {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            jdbc.sql("set search_path to " + SCHEMA + ", public").update();
            try {
                registerAsTheFirstReleasesDid(jdbc);
                migrate("latest");
                assertActs(jdbc);
            } finally {
                jdbc.sql("drop schema " + SCHEMA + " cascade").update();
                jdbc.sql("reset search_path").update();
            }
        }
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(source)
                .schemas(SCHEMA)
                .locations("classpath:db/platform", "classpath:db/migration")
                .configuration(java.util.Map.of("flyway.postgresql.transactional.lock", "false"))
                .target(target)
                .load()
                .migrate();
    }

    private static void registerAsTheFirstReleasesDid(JdbcClient jdbc) {
        for (UUID person : new UUID[] {BORN, DEAD}) {
            boolean dead = person.equals(DEAD);
            jdbc.sql(
                            """
                            insert into person (person_id, version, status, number_status, name,
                                name_key, birth_year, birth_month, birth_day, sex,
                                birth_registration, origin, ethnicity, nationality, marital_status,
                                permanent, relatives, death_date, registered_at, updated_at)
                            values (:id, :version, :status, 'AWAITING', 'Mạc Văn Cũ', 'mac van cu',
                                1950, 1, 2, 1, '0100100001', '36', '1', 'VN', 0, '0100100004', '{}',
                                :died, '2021-03-01T00:00Z', '2021-03-02T00:00Z')
                            """)
                    .param("id", person)
                    .param("version", dead ? 2 : 1)
                    .param("status", dead ? "DEAD" : "ALIVE")
                    .param("died", dead ? "2021-02-28" : null)
                    .update();
        }
        jdbc.sql(
                        """
                        insert into person_version (person_id, version, known_from, known_to,
                            superseded, changed, cause, evidence, recorded_by)
                        select person_id, 1, '2021-03-01T00:00Z', '2021-03-02T00:00Z',
                            jsonb_build_object('personId', person_id, 'version', 1, 'status',
                                'ALIVE'), '{status,death}', 'death_registered', 'entry', 'moj'
                        from person where person_id = :id
                        """)
                .param("id", DEAD)
                .update();
        jdbc.sql(
                        """
                        insert into birth values (:birth, :person, '00001', '01/2021', '17',
                            sha256('birth'), 'moj', '2021-03-01T00:00Z');
                        """)
                .param("birth", BIRTH)
                .param("person", BORN)
                .update();
        jdbc.sql("insert into birth_by_entry values ('00001|01/2021|17', :birth)")
                .param("birth", BIRTH)
                .update();
        jdbc.sql(
                        """
                        insert into death values (:death, :person, sha256('death'), 'moj',
                            '2021-03-02T00:00Z')
                        """)
                .param("death", DEATH)
                .param("person", DEAD)
                .update();
        jdbc.sql("insert into death_by_entry values ('00004|02/2021|9', :death)")
                .param("death", DEATH)
                .update();
        jdbc.sql("insert into death_by_person values (:person, :death)")
                .param("death", DEATH)
                .param("person", DEAD)
                .update();
    }

    private static void assertActs(JdbcClient jdbc) {
        assertThat(
                        jdbc.sql(
                                        """
                                        select kind || ' ' || state || ' ' || person_id || ' '
                                            || entry_key || ' ' || (evidence ->> 'number') || ' '
                                            || (evidence ->> 'office') || ' ' || place || ' '
                                            || first_officer || ' '
                                            || coalesce(facts ->> 'date', 'no facts')
                                        from act order by kind
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "BIRTH RECORDED "
                                + BORN
                                + " BIRTH|00001|01/2021|17 17 00001 0100100001 moj no facts",
                        "DEATH RECORDED "
                                + DEAD
                                + " DEATH|00004|02/2021|9 9 00004 0100100004 moj 2021-02-28");
        assertThat(
                        jdbc.sql("select act_id from act_by_entry order by entry_key")
                                .query(UUID.class)
                                .list())
                .containsExactly(BIRTH, DEATH);
        // What an annulment takes back carries the id of its act.
        assertThat(
                        jdbc.sql(
                                        """
                                        select version + 1 from person_version
                                        where person_id = :person and event_id = :act
                                            and annuls is null and annulled_at is null
                                        """)
                                .param("person", DEAD)
                                .param("act", DEATH)
                                .query(Long.class)
                                .list())
                .containsExactly(2L);
        assertThat(
                        jdbc.sql(
                                        "select count(*) from pg_index i join pg_class c on"
                                                + " c.oid = i.indexrelid where not i.indisvalid")
                                .query(Integer.class)
                                .single())
                .as("indexes that were not built")
                .isZero();
    }
}
