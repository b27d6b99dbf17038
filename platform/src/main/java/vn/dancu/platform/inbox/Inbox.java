package vn.dancu.platform.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    /** Takes one record; nothing happens if it is not for the handler or was taken before. */
    void take(EventHandler handler, ConsumerRecord<String, String> message) {
        String body = message.value();
        Received received = read(message.topic(), body);
        IncomingEvent event = received.event();
        if (!handler.types().contains(event.type())) {
            return;
        }
        inItsTrace(
                handler,
                received,
                () ->
                        transaction.executeWithoutResult(
                                status -> {
                                    if (waitsBehindDeadLetter(handler, message.key())) {
                                        park(handler, message.key(), event, body, "waits");
                                    } else if (record(handler, event)) {
                                        handler.handle(event);
                                    }
                                }));
    }

    /**
     * Takes records in one transaction; where that fails, each in one of its own, up to the one
     * whose fault it is.
     *
     * @throws BatchListenerFailedException naming that one; those before it are taken
     */
    void takeTogether(EventHandler handler, List<ConsumerRecord<String, String>> messages) {
        if (messages.size() > 1 && tookAll(handler, messages)) {
            return;
        }
        for (int i = 0; i < messages.size(); i++) {
            try {
                take(handler, messages.get(i));
            } catch (RuntimeException e) {
                throw new BatchListenerFailedException("a record was not taken", e, i);
            }
        }
    }

    private boolean tookAll(EventHandler handler, List<ConsumerRecord<String, String>> messages) {
        try {
            transaction.executeWithoutResult(
                    status -> messages.forEach(message -> take(handler, message)));
            return true;
        } catch (RuntimeException e) {
            log.info("{} records were not taken together: {}", messages.size(), rootCode(e));
            return false;
        }
    }

    /**
     * Gives a record up: it is parked here and told on the dead-letter topic, in one transaction.
     */
    void giveUp(EventHandler handler, ConsumerRecord<?, ?> message, Exception cause) {
        String key = String.valueOf(message.key());
        String body = String.valueOf(message.value());
        IncomingEvent event;
        try {
            event = read(message.topic(), body).event();
        } catch (RuntimeException unreadable) {
            // Not an event at all: there is no id to park it under, and nobody could replay it.
            log.error(
                    "unreadable event skipped: topic {} partition {} offset {}",
                    message.topic(),
                    message.partition(),
                    message.offset());
            return;
        }
        transaction.executeWithoutResult(
                status -> park(handler, key, event, body, rootCode(cause)));
        log.error("event {} of {} parked: {}", event.id(), event.type(), rootCode(cause));
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
        java.util.Set<String> stuck = new java.util.HashSet<>();
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
        Received received = read(letter.topic(), body.get());
        IncomingEvent event = received.event();
        try {
            inItsTrace(
                    handler,
                    received,
                    () ->
                            transaction.executeWithoutResult(
                                    status -> {
                                        if (record(handler, event)) {
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

    private boolean record(EventHandler handler, IncomingEvent event) {
        return jdbc.sql(
                                """
                                insert into inbox (handler, event_id) values (:handler, :event)
                                on conflict do nothing
                                """)
                        .param("handler", handler.name())
                        .param("event", event.id())
                        .update()
                == 1;
    }

    private void park(
            EventHandler handler, String key, IncomingEvent event, String body, String code) {
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
                        .param("key", key)
                        .param("event", event.id())
                        .param("body", body)
                        .param("code", code)
                        .update();
        if (parked == 1) {
            outbox.forward(deadTopic(event.topic()), key, event.id(), event.type(), body);
        }
    }

    String deadTopic(String topic) {
        return topic + ".dead." + consumer;
    }

    /** An event, and where what caused it stands in its trace. */
    private record Received(IncomingEvent event, @Nullable String traceparent) {}

    private Received read(String topic, String body) {
        CloudEvent event = json.readValue(body, CloudEvent.class);
        return new Received(
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
            java.util.UUID eventId,
            String code,
            java.time.Instant parkedAt) {}
}
