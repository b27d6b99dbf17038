package vn.dancu.population;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.testing.RealInfrastructure;

/** The schema can be distributed: what db/distribution.tsv says holds in the catalogue. */
@RealInfrastructure(database = "population")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class DistributionIT {
    @Autowired private JdbcClient jdbc;
    @Autowired private TransactionTemplate transactions;

    private static Map<String, String> declared() {
        try (InputStream file =
                Objects.requireNonNull(
                        DistributionIT.class.getResourceAsStream("/db/distribution.tsv"))) {
            Map<String, String> columns = new TreeMap<>();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .forEach(parts -> assertThat(columns.put(parts[0], parts[1])).isNull());
            return columns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keys of a table that lack a column: unique indexes, exclusions, foreign keys either way. */
    private List<String> keysWithout(String table, String column) {
        return jdbc.sql(
                        """
                        with distribution as (
                            select attrelid, attnum from pg_attribute
                            where attrelid = to_regclass(:table) and attname = :column)
                        select i.indexrelid::regclass::text from pg_index i, distribution d
                        where i.indrelid = d.attrelid
                            and (i.indisunique or i.indisexclusion)
                            and not exists (
                                select from generate_series(0, i.indnkeyatts - 1) as key (place)
                                where i.indkey[key.place] = d.attnum)
                        union all
                        select c.conname from pg_constraint c, distribution d
                        where c.contype = 'f' and c.conparentid = 0
                            and (c.conrelid = d.attrelid and not d.attnum = any (c.conkey)
                                or c.confrelid = d.attrelid and not d.attnum = any (c.confkey))
                        """)
                .param("table", table)
                .param("column", column)
                .query(String.class)
                .list();
    }

    @Test
    void eachKeyOfALargeTableContainsItsDistributionColumn() {
        declared()
                .forEach(
                        (table, column) -> {
                            assertThat(columnsOf(table)).as(table).contains(column);
                            assertThat(keysWithout(table, column)).as(table).isEmpty();
                        });
    }

    private List<String> columnsOf(String table) {
        return jdbc.sql(
                        """
                        select attname from pg_attribute
                        where attrelid = to_regclass(:table) and attnum > 0 and not attisdropped
                        """)
                .param("table", table)
                .query(String.class)
                .list();
    }

    @Test
    void eachTableThatGrowsWithThePeopleIsDeclared() {
        List<String> growing =
                jdbc.sql(
                                """
                                select distinct c.relname from pg_class c
                                join pg_attribute a on a.attrelid = c.oid and a.attname = 'person_id'
                                where c.relkind in ('r', 'p') and not c.relispartition
                                    and c.relnamespace = 'public'::regnamespace
                                    -- The platform's: a chain of its own, kept by day.
                                    and c.relname <> 'audit_record'
                                union
                                select relname from pg_class
                                where relkind = 'p' and not relispartition
                                    and relnamespace = 'public'::regnamespace
                                """)
                        .query(String.class)
                        .list();
        assertThat(declared().keySet()).containsAll(growing);
    }

    @Test
    void partitionedTablesArePartitionedByTheSameColumn() {
        jdbc.sql(
                        """
                        select p.partrelid::regclass::text as name, a.attname as by
                        from pg_partitioned_table p
                        join pg_attribute a on a.attrelid = p.partrelid
                            and a.attnum = p.partattrs[0]
                        where p.partstrat = 'h'
                        """)
                .query((row, n) -> Map.entry(row.getString("name"), row.getString("by")))
                .list()
                .forEach(
                        table ->
                                assertThat(declared().get(table.getKey()))
                                        .as(table.getKey())
                                        .isEqualTo(table.getValue()));
    }

    @Test
    void aKeyWithoutTheColumnIsFound() {
        transactions.executeWithoutResult(
                status -> {
                    status.setRollbackOnly();
                    jdbc.sql("create table grown (id uuid primary key, person_id uuid)").update();
                    jdbc.sql("create table leaf (p uuid, g uuid references grown)").update();
                    assertThat(keysWithout("grown", "person_id"))
                            .containsExactlyInAnyOrder("grown_pkey", "leaf_g_fkey");
                    assertThat(keysWithout("leaf", "p")).containsExactly("leaf_g_fkey");
                });
    }
}
