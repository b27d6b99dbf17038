package vn.dancu.sharing.subscriptions;

import static vn.dancu.platform.security.EndpointRules.Rule.delete;
import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Who may subscribe; whose subscription it is decides the rest. */
@Configuration(proxyBeanMethods = false)
class SubscriptionEndpoints {
    private static final String SCOPE = "sharing.subscribe";
    private static final String ALL = "/sharing/v1/subscriptions";

    @Bean
    EndpointRules subscriptionRules() {
        return EndpointRules.of(
                post(ALL, SCOPE),
                get(ALL, SCOPE),
                get(ALL + "/{id}", SCOPE),
                delete(ALL + "/{id}", SCOPE),
                post(ALL + "/{id}/confirmation", SCOPE),
                post(ALL + "/{id}/pause", SCOPE),
                post(ALL + "/{id}/resume", SCOPE),
                post(ALL + "/{id}/people", SCOPE),
                get(ALL + "/{id}/people", SCOPE),
                delete(ALL + "/{id}/people/{person}", SCOPE),
                post(ALL + "/{id}/trials", SCOPE),
                get(ALL + "/{id}/notifications", SCOPE),
                post(ALL + "/{id}/cursor", SCOPE),
                get(ALL + "/{id}/dead-letters", SCOPE),
                post(ALL + "/{id}/dead-letters/replay", SCOPE));
    }
}
