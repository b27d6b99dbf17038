package vn.dancu.plumbing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
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
        return new Listener();
    }

    static class Listener implements EventHandler {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final Set<String> broken = ConcurrentHashMap.newKeySet();

        @Override
        public String name() {
            return "listener";
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
        public void handle(IncomingEvent event) {
            String key = event.data().required("key").asString();
            int step = event.data().required("step").asInt();
            if (broken.contains(key + step)) {
                throw new IllegalArgumentException("cannot take this");
            }
            heard.add(key + step);
        }

        List<String> heardOf(String key) {
            return heard.stream().filter(h -> h.startsWith(key)).toList();
        }
    }
}
