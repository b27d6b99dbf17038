package vn.dancu.platform.inbox;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.transaction.TransactionException;
import org.springframework.util.backoff.ExponentialBackOff;

/** One listener container for each handler. */
final class InboxContainers implements SmartLifecycle {
    private final List<EventHandler> handlers;
    private final Inbox inbox;
    private final ConsumerFactory<Object, Object> consumers;
    private final InboxLimits limits;
    private final String service;
    private final List<ConcurrentMessageListenerContainer<Object, Object>> containers =
            new ArrayList<>();

    InboxContainers(
            List<EventHandler> handlers,
            Inbox inbox,
            ConsumerFactory<Object, Object> consumers,
            InboxLimits limits,
            String service) {
        this.handlers = handlers;
        this.inbox = inbox;
        this.consumers = consumers;
        this.limits = limits;
        this.service = service;
    }

    @Override
    public void start() {
        for (EventHandler handler : handlers) {
            var container = container(handler);
            containers.add(container);
            container.start();
        }
    }

    private ConcurrentMessageListenerContainer<Object, Object> container(EventHandler handler) {
        ContainerProperties properties = new ContainerProperties(handler.topic());
        properties.setGroupId(service + "." + handler.name());
        properties.setMissingTopicsFatal(false);
        properties
                .getKafkaConsumerProperties()
                .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "200");
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        // The inbox knows what was taken: a place that is committed late brings nothing twice.
        properties.setSyncCommits(false);
        properties.setIdleBetweenPolls(limits.gather().toMillis());
        properties.setMessageListener(
                (BatchMessageListener<String, String>) messages -> inbox.take(handler, messages));
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setBeanName("inbox-" + handler.name());
        container.setConcurrency(limits.concurrency());
        container.setCommonErrorHandler(errorHandler(handler));
        return container;
    }

    private DefaultErrorHandler errorHandler(EventHandler handler) {
        ExponentialBackOff bounded = backOff();
        bounded.setMaxAttempts(limits.maxAttempts());
        ExponentialBackOff patient = backOff();
        DefaultErrorHandler errors =
                new DefaultErrorHandler(
                        (message, cause) -> inbox.giveUp(handler, message, cause), bounded);
        // A store that is away is nobody's fault: wait for it, however long, and park nothing.
        errors.setBackOffFunction((message, e) -> isPassing(e) ? patient : bounded);
        errors.setLogLevel(org.springframework.kafka.KafkaException.Level.DEBUG);
        errors.setSeekAfterError(false);
        return errors;
    }

    private ExponentialBackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(limits.firstBackOff().toMillis(), 2.0);
        backOff.setMaxInterval(limits.maxBackOff().toMillis());
        return backOff;
    }

    private static boolean isPassing(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransactionException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void stop() {
        containers.forEach(ConcurrentMessageListenerContainer::stop);
        containers.clear();
    }

    @Override
    public boolean isRunning() {
        return !containers.isEmpty();
    }
}
