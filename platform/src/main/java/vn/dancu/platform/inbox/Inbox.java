package vn.dancu.platform.inbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.platform.events.CloudEvent;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.traces.Traces;
import vn.dancu.platform.web.Correlation;

/** Runs a handler once for each event, and keeps what it gives up. */
public final class Inbox {
    private static final Logger log = LoggerFactory.getLogger(Inbox.class);
    private static final String NOT_TAKEN = "a record was not taken";
    private static final int PURGE_BATCH = 5_000;
    private static final int REPLAY_PAGE = 200;

    /** The most letters one replay looks at; a further replay goes on from the rest. */
    private static final int MOST_SEEN = 100_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Outbox outbox;
    private final Traces traces;
    private final String consumer;

    Inbox(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            JsonMapper json,
            Outbox outbox,
            Traces traces,
            String consumer) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.json = json;
        this.outbox = outbox;
        this.traces = traces;
        this.consumer = consumer;
    }

    /**
     * Takes the records of one poll. What does not concern the handler is recorded as taken in one
     * transaction. The rest shares another if the handler allows it; where that fails, or is not
     * allowed, each has one of its own, up to the one whose fault it is.
     *
     * @throws BatchListenerFailedException naming that one; those before it are taken
     */
    void take(EventHandler handler, List<ConsumerRecord<String, String>> messages) {
        Poll poll = read(handler, messages);
        List<Received> left = passOver(handler, poll.received());
        if (!handler.sharesTransactions() || left.size() < 2 || !tookAll(handler, left)) {
            for (Received one : left) {
                try {
                    take(handler, one);
                } catch (RuntimeException e) {
                    throw new BatchListenerFailedException(NOT_TAKEN, e, one.place());
                }
            }
        }
        if (poll.broken() != null) {
            throw poll.broken();
        }
    }

    /** Takes one record; nothing happens if it was taken before. */
    private void take(EventHandler handler, Received received) {
        inItsTrace(
                handler,
                received,
                () ->
                        transaction.executeWithoutResult(
                                status -> {
                                    if (recordUnlessStuck(handler, received)) {
                                        handler.handle(received.event());
                                    } else if (waitsBehindDeadLetter(handler, received.key())) {
                                        park(handler, received, "waits");
                                    }
                                }));
    }

    private boolean tookAll(EventHandler handler, List<Received> received) {
        try {
            transaction.executeWithoutResult(status -> received.forEach(one -> take(handler, one)));
            return true;
        } catch (RuntimeException e) {
            log.info("{} records were not taken together: {}", received.size(), rootCode(e));
            return false;
        }
    }

    /** Records what the handler has nothing to do about, and says what is left to take. */
    private List<Received> passOver(EventHandler handler, List<Received> received) {
        if (received.isEmpty()) {
            return received;
        }
        try {
            return Objects.requireNonNull(
                    transaction.execute(status -> passOverWithin(handler, received)));
        } catch (RuntimeException e) {
            // Each by itself says whose fault it is.
            log.info("{} records were not looked through: {}", received.size(), rootCode(e));
            return received;
        }
    }

    private List<Received> passOverWithin(EventHandler handler, List<Received> received) {
        Set<String> stuck = stuckKeys(handler, received);
        List<IncomingEvent> free =
                received.stream()
                        .filter(one -> !stuck.contains(one.key()))
                        .map(Received::event)
                        .toList();
        Set<UUID> concerning =
                handler.concerning(free).stream()
                        .map(IncomingEvent::id)
                        .collect(Collectors.toSet());
        record(
                handler,
                free.stream().map(IncomingEvent::id).filter(id -> !concerning.contains(id)));
        return received.stream()
                .filter(one -> stuck.contains(one.key()) || concerning.contains(one.event().id()))
                .toList();
    }

    /**
     * Gives a record up: it is parked here and told on the dead-letter topic, in one transaction.
     */
    void giveUp(EventHandler handler, ConsumerRecord<?, ?> message, Exception cause) {
        Received received;
        try {
            received =
                    read(
                            0,
                            message.topic(),
                            String.valueOf(message.key()),
                            String.valueOf(message.value()));
        } catch (RuntimeException unreadable) {
            // Not an event at all: there is no id to park it under, and nobody could replay it.
            log.error(
                    "unreadable event skipped: topic {} partition {} offset {}",
                    message.topic(),
                    message.partition(),
                    message.offset());
            return;
        }
        transaction.executeWithoutResult(status -> park(handler, received, rootCode(cause)));
        log.error(
                "event {} of {} parked: {}",
                received.event().id(),
                received.event().type(),
                rootCode(cause));
    }

    /** Replays the dead letters of a handler, each key in its order, up to a limit. */
    public int replay(String handlerName, List<EventHandler> handlers, int limit) {
        EventHandler handler =
                handlers.stream()
                        .filter(h -> h.name().equals(handlerName))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        vn.dancu.platform.problem.ProblemException.notFound(
                                                "handler_not_found", "No handler of that name."));
        Set<String> stuck = new HashSet<>();
        int replayed = 0;
        long after = 0;
        // Letters that stay parked are passed over, so that those behind them are reached too.
        for (int seen = 0; seen < MOST_SEEN && replayed < limit; ) {
            List<DeadLetter> parked = list(handlerName, after, REPLAY_PAGE);
            if (parked.isEmpty()) {
                break;
            }
            for (DeadLetter letter : parked) {
                if (!stuck.contains(letter.key()) && replayOne(handler, letter)) {
                    replayed++;
                } else {
                    stuck.add(letter.key());
                }
            }
            seen += parked.size();
            after = parked.getLast().id();
        }
        return replayed;
    }

    private boolean replayOne(EventHandler handler, DeadLetter letter) {
        Optional<String> body =
                jdbc.sql("select body from dead_letter where id = :id")
                        .param("id", letter.id())
                        .query(String.class)
                        .optional();
        if (body.isEmpty()) {
            return true; // another replay was faster
        }
        Received received = read(0, letter.topic(), letter.key(), body.get());
        IncomingEvent event = received.event();
        try {
            inItsTrace(
                    handler,
                    received,
                    () ->
                            transaction.executeWithoutResult(
                                    status -> {
                                        if (record(handler, Stream.of(event.id())) == 1) {
                                            handler.handle(event);
                                        }
                                        jdbc.sql("delete from dead_letter where id = :id")
                                                .param("id", letter.id())
                                                .update();
                                    }));
            return true;
        } catch (RuntimeException e) {
            log.warn("event {} stays parked: {}", event.id(), rootCode(e));
            return false;
        }
    }

    /** The dead letters after an id, without their bodies. */
    public List<DeadLetter> list(String handlerName, long afterId, int limit) {
        return jdbc.sql(
                        """
                        select id, handler, topic, key, event_id, code, parked_at from dead_letter
                        where handler = :handler and id > :after order by id limit :limit
                        """)
                .param("handler", handlerName)
                .param("after", afterId)
                .param("limit", limit)
                .query(DeadLetter.class)
                .list();
    }

    public long countParked() {
        return jdbc.sql("select count(*) from dead_letter").query(Long.class).single();
    }

    /** Forgets ids older than the memory, a bounded number at a time. */
    int purge(Duration memory) {
        return jdbc.sql(
                        """
                        delete from inbox where ctid = any(array(
                            select ctid from inbox
                            where received_at < now() - make_interval(secs => :seconds)
                            limit :batch))
                        """)
                .param("seconds", memory.toSeconds())
                .param("batch", PURGE_BATCH)
                .update();
    }

    private boolean waitsBehindDeadLetter(EventHandler handler, String key) {
        return jdbc.sql(
                        """
                        select exists (select from dead_letter
                                       where handler = :handler and key = :key)
                        """)
                .param("handler", handler.name())
                .param("key", key)
                .query(Boolean.class)
                .single();
    }

    private Set<String> stuckKeys(EventHandler handler, List<Received> received) {
        return Set.copyOf(
                jdbc.sql(
                                """
                                select distinct key from dead_letter
                                where handler = :handler and key = any(:keys)
                                """)
                        .param("handler", handler.name())
                        .param("keys", received.stream().map(Received::key).toArray(String[]::new))
                        .query(String.class)
                        .list());
    }

    /** How many of them were not recorded before. */
    private int record(EventHandler handler, Stream<UUID> events) {
        return jdbc.sql(
                        """
                        insert into inbox (handler, event_id) select :handler, unnest(:events)
                        on conflict do nothing
                        """)
                .param("handler", handler.name())
                .param("events", events.toArray(UUID[]::new))
                .update();
    }

    private boolean recordUnlessStuck(EventHandler handler, Received received) {
        return jdbc.sql(
                                """
                                insert into inbox (handler, event_id) select :handler, :event
                                where not exists (select from dead_letter
                                    where handler = :handler and key = :key)
                                on conflict do nothing
                                """)
                        .param("handler", handler.name())
                        .param("event", received.event().id())
                        .param("key", received.key())
                        .update()
                == 1;
    }

    private void park(EventHandler handler, Received received, String code) {
        IncomingEvent event = received.event();
        int parked =
                jdbc.sql(
                                """
                                insert into dead_letter (handler, topic, key, event_id, body, code)
                                select :handler, :topic, :key, :event, :body, :code
                                where not exists (select from inbox
                                    where handler = :handler and event_id = :event)
                                on conflict do nothing
                                """)
                        .param("handler", handler.name())
                        .param("topic", event.topic())
                        .param("key", received.key())
                        .param("event", event.id())
                        .param("body", received.body())
                        .param("code", code)
                        .update();
        if (parked == 1) {
            outbox.forward(
                    deadTopic(event.topic()),
                    received.key(),
                    event.id(),
                    event.type(),
                    received.body());
        }
    }

    String deadTopic(String topic) {
        return topic + ".dead." + consumer;
    }

    /**
     * An event as it came.
     *
     * @param place in its poll, from 0
     * @param traceparent where what caused it stands in its trace
     */
    private record Received(
            int place,
            String key,
            String body,
            IncomingEvent event,
            @Nullable String traceparent) {}

    /**
     * What a handler wants of a poll, up to the first message that cannot be read.
     *
     * @param broken which one that is, and why; none: all can
     */
    private record Poll(List<Received> received, @Nullable BatchListenerFailedException broken) {}

    private Poll read(EventHandler handler, List<ConsumerRecord<String, String>> messages) {
        List<Received> received = new ArrayList<>(messages.size());
        for (int place = 0; place < messages.size(); place++) {
            ConsumerRecord<String, String> message = messages.get(place);
            if (!mayBeWanted(handler, message)) {
                continue;
            }
            try {
                Received one = read(place, message.topic(), message.key(), message.value());
                if (handler.types().contains(one.event().type())) {
                    received.add(one);
                }
            } catch (RuntimeException e) {
                return new Poll(received, new BatchListenerFailedException(NOT_TAKEN, e, place));
            }
        }
        return new Poll(received, null);
    }

    /** By the header, so that what is of another type is not even read. */
    private static boolean mayBeWanted(
            EventHandler handler, ConsumerRecord<String, String> message) {
        Header type = message.headers().lastHeader("ce_type");
        return type == null
                || handler.types().contains(new String(type.value(), StandardCharsets.UTF_8));
    }

    private Received read(int place, String topic, String key, String body) {
        CloudEvent event = json.readValue(body, CloudEvent.class);
        return new Received(
                place,
                key,
                body,
                new IncomingEvent(
                        event.id(),
                        topic,
                        event.type(),
                        event.subject(),
                        event.aggregateversion(),
                        event.time(),
                        Correlation.accepted(event.correlationid()),
                        event.data()),
                event.traceparent());
    }

    private void inItsTrace(EventHandler handler, Received received, Runnable work) {
        IncomingEvent event = received.event();
        MDC.put(Correlation.MDC_KEY, event.correlationId());
        try {
            traces.following(
                    received.traceparent(),
                    "process " + event.topic(),
                    Map.of(
                            Traces.SYSTEM,
                            "kafka",
                            Traces.DESTINATION,
                            event.topic(),
                            Traces.OPERATION,
                            "process",
                            Traces.CONSUMER,
                            consumer + "." + handler.name(),
                            Traces.EVENT_TYPE,
                            event.type(),
                            Traces.CORRELATION,
                            event.correlationId()),
                    work);
        } finally {
            MDC.remove(Correlation.MDC_KEY);
        }
    }

    private static String rootCode(Throwable e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        return root instanceof vn.dancu.platform.problem.ProblemException problem
                ? problem.code()
                : root.getClass().getSimpleName();
    }

    /** A parked event, without its body. */
    public record DeadLetter(
            long id,
            String handler,
            String topic,
            String key,
            UUID eventId,
            String code,
            java.time.Instant parkedAt) {}
}
