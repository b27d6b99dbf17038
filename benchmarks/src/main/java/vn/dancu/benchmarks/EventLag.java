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
import java.util.stream.Collectors;

/**
 * How long after a commit in population-service its effect stands in sharing-service.
 *
 * <p>Events go into the outbox as the service writes them, each in a transaction of its own, and
 * what they say did not happen. First they are about nobody whom an agency enrolled, as most events
 * of a country are; then some are about people in a subscription, of whom a notification is written
 * and afterwards permitted, while the measurement goes on. The effect is committed with the row of
 * the inbox; who looks for it looks every few milliseconds, so that a lag is told too long by that
 * much at the most.
 */
final class EventLag {
    private static final String HANDLER = "subscriptions-people";
    private static final String TOPIC = "population.persons.v1";
    private static final String TYPE = "population.person-changed.v1";

    /** As dancu.outbox.partitions: relays by the hash of the key. */
    private static final int PARTITIONS = 4;

    private static final int RATE = Integer.getInteger("dancu.bench.lag.rate", 1_000);
    private static final int SECONDS = Integer.getInteger("dancu.bench.lag.seconds", 20);
    private static final int WARM_UP_SECONDS = Integer.getInteger("dancu.bench.lag.warm-up", 60);
    private static final int WRITERS = 8;
    private static final long LOOK_EVERY_MILLIS = 10;
    private static final int PAGES_BACK = 16;
    private static final long NOTIFY_EVERY_MILLIS = 10;
    private static final long PATIENCE_SECONDS = 60;

    /** Of a hundred events, in the second part; the topic of the contract's example is lines. */
    private static final int ENROLLED_PERCENT =
            Integer.getInteger("dancu.bench.lag.enrolled-percent", 10);

    private static final int ENROLLED_PEOPLE = 200;
    private static final String SUBSCRIBER = "vss";
    private static final String GROUND =
            """
            "procedure": "1.002051", "purpose": "social-insurance", "officer": "cb-017",\
            """;

    private final Platform platform;
    private final SyntheticRegister register;
    private final Map<UUID, Long> committed = new ConcurrentHashMap<>();

    EventLag(Platform platform, SyntheticRegister register) {
        this.platform = platform;
        this.register = register;
    }

    void run(Map<String, Object> details) throws Exception {
        run("lag", List.of(), details);
        run("lag, " + ENROLLED_PERCENT + " of 100 events of enrolled people", enrol(), details);
    }

    /** People in a feed of an agency that is told of residences, by the way an agency takes. */
    private List<String> enrol() throws Exception {
        String token = platform.token(SUBSCRIBER);
        String subscriptions = "/sharing/v1/subscriptions";
        String id =
                platform.create(subscriptions, token, "{" + GROUND + "\"topics\": [\"lines\"]}")
                        .required("id")
                        .asString();
        String items =
                register.sample().stream()
                        .limit(ENROLLED_PEOPLE)
                        .map(
                                known ->
                                        """
                                        {"number": "%s", "name": "%s", "dateOfBirth": "%s"}"""
                                                .formatted(
                                                        known.number(),
                                                        known.name(),
                                                        known.dateOfBirth()))
                        .collect(Collectors.joining(","));
        platform.post(
                subscriptions + "/" + id + "/people",
                token,
                "{\"officer\": \"cb-017\", \"items\": [" + items + "]}");
        List<String> people = new ArrayList<>();
        try (Connection database = platform.sharingDatabase();
                PreparedStatement select =
                        database.prepareStatement(
                                "select person_id from enrolment where subscription_id = ?::uuid")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    people.add(rows.getString(1));
                }
            }
        }
        if (people.isEmpty()) {
            throw new IllegalStateException("nobody was enrolled");
        }
        return people;
    }

    private void run(String name, List<String> enrolled, Map<String, Object> details)
            throws Exception {
        Percentiles lag = new Percentiles();
        AtomicBoolean writing = new AtomicBoolean(true);
        Load.Outcome written;
        Map<String, Double> work;
        long seen;
        try (var pool = Executors.newFixedThreadPool(2)) {
            Future<Long> looking = pool.submit(() -> look(lag, writing));
            Future<Void> waking = pool.submit(() -> wake(writing));
            write(WARM_UP_SECONDS, enrolled);
            committed.clear();
            lag.clear();
            Map<String, Double> before = ProcessorTime.ofParts();
            written = write(SECONDS, enrolled);
            work = ProcessorTime.since(before);
            writing.set(false);
            waking.get();
            seen = looking.get();
        }
        put(
                details,
                name + ": events committed",
                "%,.0f/s (wanted %,d/s)".formatted(written.rate(), RATE));
        put(
                details,
                name + ": commit to effect",
                "p50 %.0f ms, p99 %.0f ms, longest %.0f ms of %,d events (goal p99 100 ms)"
                        .formatted(lag.at(0.5), lag.at(0.99), lag.at(1), seen));
        put(
                details,
                name + ": processor time",
                ProcessorTime.shown(work, written.asked(), "an event"));
        if (!committed.isEmpty()) {
            put(details, name + ": without effect after a minute", committed.size());
        }
    }

    private Load.Outcome write(int seconds, List<String> enrolled) throws Exception {
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
                        boolean known =
                                !enrolled.isEmpty() && random.nextInt(100) < ENROLLED_PERCENT;
                        String person =
                                known
                                        ? enrolled.get(random.nextInt(enrolled.size()))
                                        : UUID.randomUUID().toString();
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

    /** The example of the contract, about somebody else. */
    private static String body(String template, UUID event, String person) {
        return template.replace("\"maritalStatus\", \"spouse\"", "\"permanentResidence\"")
                .replaceFirst("\"id\": \"[^\"]+\"", "\"id\": \"" + event + "\"")
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
