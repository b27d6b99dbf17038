package vn.dancu.plumbing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.platform.security.EndpointRules;

/** A service that tells itself things and writes down what it heard. */
@SpringBootApplication
class PlumbingService {
    static final String TOPIC = "plumbing.things.v1";
    static final String TYPE = "plumbing.thing-done.v1";

    record Done(String key, int step) {}

    @Bean
    EndpointRules rules() {
        return EndpointRules.of(
                EndpointRules.Rule.get("/plumbing/v1/dead-letters/{handler}", "ops"),
                EndpointRules.Rule.post("/plumbing/v1/dead-letters/{handler}/replay", "ops"));
    }

    @Bean
    Listener listener() {
        return new Listener("listener", false);
    }

    @Bean
    Listener listenerInGroups() {
        return new Listener("listener-in-groups", true);
    }

    static class Listener implements EventHandler {
        private final String name;
        private final boolean inGroups;
        final List<String> heard = new CopyOnWriteArrayList<>();
        final Set<String> broken = ConcurrentHashMap.newKeySet();
        final Set<String> idle = ConcurrentHashMap.newKeySet();

        Listener(String name, boolean inGroups) {
            this.name = name;
            this.inGroups = inGroups;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean sharesTransactions() {
            return inGroups;
        }

        @Override
        public String topic() {
            return TOPIC;
        }

        @Override
        public Set<String> types() {
            return Set.of(TYPE);
        }

        @Override
        public List<IncomingEvent> concerning(List<IncomingEvent> events) {
            return events.stream().filter(event -> !idle.contains(what(event))).toList();
        }

        private static String what(IncomingEvent event) {
            return event.data().required("key").asString() + event.data().required("step").asInt();
        }

        @Override
        public void handle(IncomingEvent event) {
            String what = what(event);
            if (broken.contains(what)) {
                throw new IllegalArgumentException("cannot take this");
            }
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            heard.add(what);
                        }
                    });
        }

        List<String> heardOf(String key) {
            return heard.stream().filter(h -> h.startsWith(key)).toList();
        }
    }
}
