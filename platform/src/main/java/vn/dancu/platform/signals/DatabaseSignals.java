package vn.dancu.platform.signals;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Says "something changed on this channel" to every instance that shares the database.
 *
 * <p>NOTIFY takes a database-wide lock at commit, so it is never issued inside a business
 * transaction: signals are gathered and sent by a thread of their own, at most once in {@value
 * #COALESCE_MILLIS} ms for each instance. A lost signal costs at most the fallback interval, never
 * an event: listeners always re-check the tables.
 */
public final class DatabaseSignals implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DatabaseSignals.class);
    private static final int COALESCE_MILLIS = 10;
    private static final Duration FALLBACK = Duration.ofSeconds(1);
    private static final int LISTEN_MILLIS = 1000;
    private static final String POSTGRES_CHANNEL = "dancu";
    private static final String SEPARATOR = ",";
    private static final String EVERYBODY = "*";

    /** PostgreSQL refuses payloads of 8,000 bytes and more. */
    private static final int PAYLOAD_LIMIT = 7_900;

    private final DataSource dataSource;
    private final Map<String, List<Runnable>> subscribers = new ConcurrentHashMap<>();
    private final Set<String> pending = ConcurrentHashMap.newKeySet();
    private final Semaphore pendingWork = new Semaphore(0);
    private volatile boolean running;
    private List<Thread> threads = List.of();

    public DatabaseSignals(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * To be called after the commit of what changed. Listeners in this process are woken at once.
     *
     * @param channel lower-case letters, digits and hyphens
     */
    public void signal(String channel) {
        dispatch(channel);
        if (pending.add(channel)) {
            pendingWork.release();
        }
    }

    public void subscribe(String channel, Runnable listener) {
        subscribers.compute(
                channel,
                (c, known) -> {
                    List<Runnable> all = known == null ? new CopyOnWriteArrayList<>() : known;
                    all.add(listener);
                    return all;
                });
    }

    /** A channel that nobody listens to is forgotten: there may be one for each waiting request. */
    private void unsubscribe(String channel, Runnable listener) {
        subscribers.computeIfPresent(
                channel,
                (c, known) -> {
                    known.remove(listener);
                    return known.isEmpty() ? null : known;
                });
    }

    /** Waits for a result that some instance will commit, up to the deadline. */
    public <T> Optional<T> awaitUntil(
            String channel, Instant deadline, Supplier<Optional<T>> check) {
        Semaphore woken = new Semaphore(0);
        Runnable listener = woken::release;
        subscribe(channel, listener);
        try {
            while (true) {
                Optional<T> found = check.get();
                long leftMillis = Duration.between(Instant.now(), deadline).toMillis();
                if (found.isPresent() || leftMillis <= 0) {
                    return found;
                }
                woken.tryAcquire(Math.min(leftMillis, FALLBACK.toMillis()), TimeUnit.MILLISECONDS);
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            unsubscribe(channel, listener);
        }
    }

    @Override
    public void start() {
        running = true;
        threads =
                List.of(
                        Thread.ofVirtual().name("signals-out").start(this::sendLoop),
                        Thread.ofVirtual().name("signals-in").start(this::listenLoop));
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before whoever signals, so that the threads are there. */
    @Override
    public int getPhase() {
        return -1000;
    }

    private void dispatch(String channel) {
        subscribers.getOrDefault(channel, List.of()).forEach(Runnable::run);
    }

    private void sendLoop() {
        while (running) {
            try {
                pendingWork.acquire();
                pendingWork.drainPermits();
                List<String> channels = List.copyOf(pending);
                channels.forEach(pending::remove);
                send(channels);
                TimeUnit.MILLISECONDS.sleep(COALESCE_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (SQLException e) {
                // The fallback poll of the listeners covers what is not sent.
                log.debug("signal not sent: {}", e.getSQLState());
            }
        }
    }

    private void send(List<String> channels) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var notify = connection.prepareStatement("select pg_notify(?, ?)")) {
            connection.setAutoCommit(true);
            notify.setString(1, POSTGRES_CHANNEL);
            notify.setString(2, payload(channels));
            notify.execute();
        }
    }

    /** All channels in one payload; where they do not fit, everybody re-checks. */
    private static String payload(List<String> channels) {
        String all = String.join(SEPARATOR, channels);
        return all.length() <= PAYLOAD_LIMIT ? all : EVERYBODY;
    }

    private void dispatchAll(String payload) {
        if (payload.equals(EVERYBODY)) {
            subscribers.values().forEach(listeners -> listeners.forEach(Runnable::run));
        } else {
            for (String channel : payload.split(SEPARATOR, -1)) {
                dispatch(channel);
            }
        }
    }

    private void listenLoop() {
        while (running) {
            try (Connection connection = dataSource.getConnection();
                    Statement listen = connection.createStatement()) {
                connection.setAutoCommit(true);
                listen.execute("listen " + POSTGRES_CHANNEL);
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (running) {
                    PGNotification[] received = postgres.getNotifications(LISTEN_MILLIS);
                    if (received != null) {
                        for (PGNotification notification : received) {
                            dispatchAll(notification.getParameter());
                        }
                    }
                }
                listen.execute("unlisten *");
            } catch (SQLException e) {
                log.debug("listening again: {}", e.getSQLState());
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
