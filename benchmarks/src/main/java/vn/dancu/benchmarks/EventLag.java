package vn.dancu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long after a commit in population-service its effect stands in sharing-service.
 *
 * <p>Events go into the outbox as the service writes them, each in a transaction of its own, and
 * what they say happened to nobody. The effect is committed with the row of the inbox; who looks
 * for it looks every few milliseconds, so that a lag is told too long by that much at the most.
 */
final class EventLag {
    private static final String HANDLER = "subscriptions-people";
    private static final String TOPIC = "population.persons.v1";
    private static final String TYPE = "population.person-changed.v1";

    /** As dancu.outbox.partitions: relays by the hash of the key. */
    private static final int PARTITIONS = 4;

    private static final int RATE = Integer.getInteger("dancu.bench.lag.rate", 1_000);
    private static final int SECONDS = Integer.getInteger("dancu.bench.lag.seconds", 20);
    private static final int WARM_UP_SECONDS = Integer.getInteger("dancu.bench.lag.warm-up", 30);
    private static final int WRITERS = 8;
    private static final long LOOK_EVERY_MILLIS = 10;
    private static final int PAGES_BACK = 16;
    private static final long NOTIFY_EVERY_MILLIS = 10;
    private static final long PATIENCE_SECONDS = 60;

    private final Platform platform;
    private final Map<UUID, Long> committed = new ConcurrentHashMap<>();

    EventLag(Platform platform) {
        this.platform = platform;
    }

    void run(Map<String, Object> details) throws Exception {
        Percentiles lag = new Percentiles();
        AtomicBoolean writing = new AtomicBoolean(true);
        Load.Outcome written;
        Map<String, Double> work;
        long seen;
        try (var pool = Executors.newFixedThreadPool(2)) {
            Future<Long> looking = pool.submit(() -> look(lag, writing));
            Future<Void> waking = pool.submit(() -> wake(writing));
            write(WARM_UP_SECONDS);
            committed.clear();
            lag.clear();
            Map<String, Double> before = ProcessorTime.ofParts();
            written = write(SECONDS);
            work = ProcessorTime.since(before);
            writing.set(false);
            waking.get();
            seen = looking.get();
        }
        put(
                details,
                "lag: events committed",
                "%,.0f/s (wanted %,d/s)".formatted(written.rate(), RATE));
        put(
                details,
                "lag: commit to effect",
                "p50 %.0f ms, p99 %.0f ms, longest %.0f ms of %,d events (goal p99 100 ms)"
                        .formatted(lag.at(0.5), lag.at(0.99), lag.at(1), seen));
        put(details, "lag: processor time", ProcessorTime.shown(work, written.asked(), "an event"));
        if (!committed.isEmpty()) {
            put(details, "lag: without effect after a minute", committed.size());
        }
    }

    private Load.Outcome write(int seconds) throws Exception {
        List<Connection> connections = new ArrayList<>();
        ThreadLocal<PreparedStatement> statements =
                ThreadLocal.withInitial(() -> statement(connections));
        String template =
                Files.readString(
                        Platform.projectFolder()
                                .resolve("contracts/population/examples/" + TYPE + ".json"));
        try {
            return Load.paced(
                    WRITERS,
                    seconds,
                    RATE,
                    random -> {
                        UUID event = UUID.randomUUID();
                        String person = UUID.randomUUID().toString();
                        PreparedStatement insert = statements.get();
                        insert.setInt(1, Math.floorMod(person.hashCode(), PARTITIONS));
                        insert.setObject(2, event);
                        insert.setString(3, person);
                        insert.setString(4, body(template, event, person));
                        insert.executeUpdate();
                        committed.put(event, System.nanoTime());
                        return true;
                    });
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private PreparedStatement statement(List<Connection> connections) {
        try {
            Connection connection = platform.database();
            synchronized (connections) {
                connections.add(connection);
            }
            return connection.prepareStatement(
                    "insert into outbox (partition, event_id, topic, key, type, body)"
                            + (" values (?, ?, '" + TOPIC + "', ?, '" + TYPE + "', ?)"));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The example of the contract, about nobody. */
    private static String body(String template, UUID event, String person) {
        return template.replaceFirst("\"id\": \"[^\"]+\"", "\"id\": \"" + event + "\"")
                .replaceFirst("\"subject\": \"[^\"]+\"", "\"subject\": \"" + person + "\"")
                .replaceFirst("\"personId\": \"[^\"]+\"", "\"personId\": \"" + person + "\"");
    }

    /** Tells the relay that there is something, as the service does after its commits. */
    private Void wake(AtomicBoolean writing) throws Exception {
        try (Connection database = platform.database();
                PreparedStatement notify =
                        database.prepareStatement("select pg_notify('dancu', 'outbox')")) {
            while (writing.get()) {
                notify.execute();
                TimeUnit.MILLISECONDS.sleep(NOTIFY_EVERY_MILLIS);
            }
        }
        return null;
    }

    /** Takes the time of each effect as it appears; says how many appeared. */
    private long look(Percentiles lag, AtomicBoolean writing) throws Exception {
        long deadline = Long.MAX_VALUE;
        try (Connection database = platform.sharingDatabase();
                PreparedStatement inbox = inbox(database)) {
            long page = 0;
            while ((writing.get() || !committed.isEmpty()) && System.nanoTime() < deadline) {
                // Who is looked for in vain near the end is looked for everywhere at the end.
                page = take(inbox, writing.get() ? Math.max(0, page - PAGES_BACK) : 0, lag);
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
                if (!writing.get() && deadline == Long.MAX_VALUE) {
                    deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
                }
            }
        }
        return lag.size();
    }

    /** From a page of the table on: looking for new rows must not cost what is measured. */
    private static PreparedStatement inbox(Connection database) throws SQLException {
        return database.prepareStatement(
                "select event_id, (ctid::text::point)[0] from inbox where handler = '"
                        + HANDLER
                        + "' and ctid >= cast(? as tid)");
    }

    /** Says the last page that had one. */
    private long take(PreparedStatement select, long fromPage, Percentiles lag)
            throws SQLException {
        select.setString(1, "(" + fromPage + ",0)");
        long last = fromPage;
        try (ResultSet rows = select.executeQuery()) {
            long now = System.nanoTime();
            while (rows.next()) {
                last = Math.max(last, (long) rows.getDouble(2));
                Long at = committed.remove(rows.getObject(1, UUID.class));
                if (at != null) {
                    lag.add((now - at) / 1e6);
                }
            }
        }
        return last;
    }

    private static void put(Map<String, Object> details, String key, Object value) {
        details.put(key, value);
        System.err.println("  " + key + ": " + value);
    }
}
