package vn.dancu.population.imports;

import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Indexes that only searching needs, put off while the first load fills an empty register: built at
 * once they cost a third of what they cost row by row. Keys stay. Which are put off stands in the
 * database, and each partition is a transaction of its own: a build that is broken off goes on
 * where it was.
 */
@Repository
class DeferredIndexes {
    private static final Logger log = LoggerFactory.getLogger(DeferredIndexes.class);

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transactions;
    private final Clock clock;

    DeferredIndexes(
            JdbcTemplate jdbc, JdbcClient client, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.client = client;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Index(String name, String definition) {}

    /** Puts indexes off if nobody is on record yet; goes without if the table is in use. */
    void deferFor(UUID importId) {
        try {
            transactions.executeWithoutResult(status -> defer(importId));
        } catch (DataAccessException e) {
            log.info("the first load keeps its indexes: {}", e.getClass().getSimpleName());
        }
    }

    private void defer(UUID importId) {
        // Whoever waits for this lock makes others wait behind it: not for long.
        jdbc.execute("set local lock_timeout = '3s'");
        jdbc.execute("lock table person in access exclusive mode");
        if (client.sql("select exists (select from person)").query(Boolean.class).single()) {
            return;
        }
        List<Index> indexes =
                client.sql(
                                """
                                select c.relname as name, pg_get_indexdef(c.oid) as definition
                                from pg_index i join pg_class c on c.oid = i.indexrelid
                                where i.indrelid = 'person'::regclass and not i.indisunique
                                order by c.relname
                                """)
                        .query(Index.class)
                        .list();
        for (Index index : indexes) {
            client.sql(
                            """
                            insert into deferred_index (name, definition, import_id, deferred_at)
                            values (:name, :definition, :id, :now)
                            """)
                    .param("name", index.name())
                    .param("definition", index.definition())
                    .param("id", importId)
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            jdbc.execute("drop index " + quoted(index.name()));
        }
        log.info("{} indexes are put off until the first load is in", indexes.size());
    }

    boolean areDeferred() {
        return client.sql("select exists (select from deferred_index)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Whether they are to be built: at the end of the import that put them off, or of any when that
     * one is over.
     */
    boolean areFor(@Nullable UUID importId) {
        return client.sql(
                        """
                        select exists (select from deferred_index d
                            where d.import_id = :id or not exists (select from import i
                                where i.import_id = d.import_id
                                    and i.state in ('QUEUED', 'RUNNING', 'WAITING')))
                        """)
                .param("id", importId, Types.OTHER)
                .query(Boolean.class)
                .single();
    }

    /** Builds what an import has put off that has ended since without building it. */
    void buildAbandoned(BooleanSupplier goesOn) {
        if (areFor(null)) {
            build(goesOn);
        }
    }

    /**
     * Builds what is put off, and gathers statistics of the register.
     *
     * @param goesOn whether to take the next partition
     * @return whether all is built
     */
    boolean build(BooleanSupplier goesOn) {
        List<Index> indexes =
                client.sql("select name, definition from deferred_index order by name")
                        .query(Index.class)
                        .list();
        for (Index index : indexes) {
            if (!build(index, goesOn)) {
                return false;
            }
            log.info("an index that was put off is built");
        }
        for (String table :
                List.of(
                        "person",
                        "person_by_number",
                        "person_by_old_number",
                        "person_by_barcode",
                        "person_by_likeness")) {
            jdbc.execute("analyze " + table);
        }
        return true;
    }

    private boolean build(Index index, BooleanSupplier goesOn) {
        // "ON ONLY": of the whole and not yet of a partition. It is valid once each has its part.
        transactions.executeWithoutResult(
                status -> {
                    hold(index);
                    if (isMissing(index.name())) {
                        jdbc.execute(index.definition());
                    }
                });
        List<String> partitions =
                client.sql(
                                """
                                select inhrelid::regclass::text from pg_inherits
                                where inhparent = 'person'::regclass order by 1
                                """)
                        .query(String.class)
                        .list();
        for (String partition : partitions) {
            if (!goesOn.getAsBoolean()) {
                return false;
            }
            transactions.executeWithoutResult(status -> buildOn(partition, index));
        }
        client.sql("delete from deferred_index where name = :name")
                .param("name", index.name())
                .update();
        return true;
    }

    private void buildOn(String partition, Index index) {
        hold(index);
        String part = index.name() + partition.substring(partition.lastIndexOf('_'));
        if (isMissing(part)) {
            int using = index.definition().indexOf(" USING ");
            jdbc.execute(
                    "create index %s on %s%s"
                            .formatted(
                                    quoted(part), partition, index.definition().substring(using)));
            jdbc.execute(
                    "alter index %s attach partition %s"
                            .formatted(quoted(index.name()), quoted(part)));
        }
    }

    /** Of several that build, one does each step and the others find it done. */
    private void hold(Index index) {
        client.sql("select name from deferred_index where name = :name for update")
                .param("name", index.name())
                .query(String.class)
                .list();
    }

    private boolean isMissing(String index) {
        return client.sql("select to_regclass(:name) is null")
                .param("name", quoted(index))
                .query(Boolean.class)
                .single();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
