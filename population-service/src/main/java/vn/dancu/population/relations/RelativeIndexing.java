package vn.dancu.population.relations;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.population.record.NamedRelatives;

/**
 * Finds whom the people of an import name as relatives, after the import: keys of a hundred million
 * relatives would slow it down. A chunk that was imported says that there is something to read; it
 * is read when the import has ended. The ids of an import's people are in the order of its lines,
 * so that where the reading stopped is one id, kept with what was read.
 */
@Component
class RelativeIndexing implements EventHandler {
    /** The last 40 bits of the id of an imported person are the line. */
    private static final long LINES = (1L << 40) - 1;

    private final JdbcClient jdbc;
    private final NamedRelatives relatives;
    private final Settings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    RelativeIndexing(
            JdbcClient jdbc,
            NamedRelatives relatives,
            Settings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.relatives = relatives;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param batch people read in one transaction
     */
    @ConfigurationProperties("dancu.relations")
    record Settings(@DefaultValue("2000") int batch) {}

    @Override
    public String name() {
        return "relative-indexing";
    }

    @Override
    public String topic() {
        return "population.imports.v1";
    }

    @Override
    public Set<String> types() {
        return Set.of("population.chunk-imported.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        UUID importId = UUID.fromString(event.data().required("importId").asString());
        jdbc.sql(
                        """
                        insert into relative_indexing (import_id, after_id, told, updated_at)
                        values (:import, :import, :people, :now)
                        on conflict (import_id) do update set pending = true,
                            told = relative_indexing.told + excluded.told
                        """)
                .param("import", importId)
                .param("people", event.data().path("persons").asLong(0))
                .param("now", now())
                .update();
    }

    /** Reads until nothing is left. Several instances share the imports. */
    @Scheduled(fixedDelay = 2, initialDelay = 5, timeUnit = TimeUnit.SECONDS)
    void read() {
        while (Boolean.TRUE.equals(transactions.execute(status -> readBatch()))) {
            // Each batch is a transaction of its own, which keeps where the reading stopped.
        }
    }

    private record Pending(UUID importId, UUID afterId) {}

    private boolean readBatch() {
        Optional<Pending> next =
                jdbc.sql(
                                """
                                select import_id, after_id from relative_indexing r
                                where pending and not exists (
                                    select from import i where i.import_id = r.import_id
                                        and i.state in ('QUEUED', 'RUNNING', 'WAITING'))
                                order by import_id limit 1 for update of r skip locked
                                """)
                        .query(Pending.class)
                        .optional();
        if (next.isEmpty()) {
            return false;
        }
        UUID importId = next.get().importId();
        UUID upTo =
                new UUID(
                        importId.getMostSignificantBits(),
                        importId.getLeastSignificantBits() | LINES);
        NamedRelatives.Read read = relatives.keepFrom(next.get().afterId(), upTo, settings.batch());
        boolean more = read.people() == settings.batch();
        jdbc.sql(
                        """
                        update relative_indexing set after_id = coalesce(:last, after_id),
                            read = read + :people, pending = :more, updated_at = :now
                        where import_id = :import
                        """)
                .param("last", read.last(), java.sql.Types.OTHER)
                .param("people", read.people())
                .param("more", more)
                .param("now", now())
                .param("import", importId)
                .update();
        return true;
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
