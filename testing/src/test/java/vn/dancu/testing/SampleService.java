package vn.dancu.testing;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.InternalRules;

/** A service with an address for outsiders, one for other services, and an ear for events. */
@SpringBootApplication
class SampleService {

    static final String TOPIC = "sample.things.v1";

    @Bean
    EndpointRules rules() {
        return EndpointRules.of(EndpointRules.Rule.get("/sample/v1/me", "sample.read"));
    }

    @Bean
    InternalRules internalRules() {
        return InternalRules.of(
                InternalRules.Rule.get(
                        "/internal/sample/v1/me", "sharing-service", "sample-service"));
    }

    @Bean
    Ear ear() {
        return new Ear();
    }

    @RestController
    static class WhoAmI {

        private final Callers callers;

        WhoAmI(Callers callers) {
            this.callers = callers;
        }

        @GetMapping("/sample/v1/me")
        String me() {
            return callers.current().subject() + " in " + callers.current().territory().code();
        }

        @GetMapping("/internal/sample/v1/me")
        OnBehalf meThroughAService() {
            return new OnBehalf(callers.current().subject(), callers.current().purpose());
        }
    }

    record OnBehalf(String subject, @Nullable String purpose) {}

    static class Ear implements EventHandler {

        final BlockingQueue<IncomingEvent> heard = new LinkedBlockingQueue<>();

        @Override
        public String name() {
            return "ear";
        }

        @Override
        public String topic() {
            return TOPIC;
        }

        @Override
        public Set<String> types() {
            return Set.of("sample.thing-done.v1");
        }

        @Override
        public void handle(IncomingEvent event) {
            heard.add(event);
        }
    }
}
