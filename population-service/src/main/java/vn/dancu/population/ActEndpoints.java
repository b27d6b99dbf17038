package vn.dancu.population;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

/** Which scope opens which door to civil-status events, merges and reviews. */
@Configuration(proxyBeanMethods = false)
class ActEndpoints {
    private static final String WRITE = "population.write";
    private static final String APPROVE = "population.approve";
    private static final String PROTECTION = "population.protection";
    private static final String CIVIL_STATUS = "population.civil-status";

    @Bean
    EndpointRules actRules() {
        List<Rule> rules = new ArrayList<>();
        // Which kind needs which of these scopes is asked when the kind is known.
        String events = "/population/v1/civil-status-events";
        rules.add(
                post(
                        events,
                        WRITE,
                        CIVIL_STATUS,
                        "population.birth",
                        "population.death",
                        PROTECTION));
        rules.add(post(events + "/{id}/take-up", WRITE));
        rules.add(post(events + "/{id}/withdrawal", WRITE, CIVIL_STATUS, PROTECTION));
        rules.add(post(events + "/{id}/annulment", WRITE, CIVIL_STATUS, PROTECTION));
        rules.addAll(decided(events));
        String merges = "/population/v1/merges";
        rules.add(post(merges, WRITE));
        rules.add(post(merges + "/{id}/withdrawal", WRITE));
        rules.add(post(merges + "/{id}/annulment", WRITE));
        rules.addAll(decided(merges));
        rules.add(post("/population/v1/reviews/{id}/decision", WRITE));
        return new EndpointRules(rules);
    }

    private static List<Rule> decided(String resource) {
        return List.of(
                get(resource, WRITE, APPROVE).withPurpose(),
                get(resource + "/{id}", WRITE, APPROVE).withPurpose(),
                post(resource + "/{id}/approval", APPROVE),
                post(resource + "/{id}/refusal", APPROVE));
    }
}
