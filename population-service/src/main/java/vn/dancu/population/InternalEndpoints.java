package vn.dancu.population;

import static vn.dancu.platform.security.InternalRules.Rule.get;
import static vn.dancu.platform.security.InternalRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.InternalRules;

/** Which service may ask the register for what; another one is refused. */
@Configuration(proxyBeanMethods = false)
class InternalEndpoints {
    private static final String CARD = "card-issuance-service";
    private static final String NUMBERS = "id-number-service";
    private static final String SHARING = "sharing-service";
    private static final String V1 = "/internal/population/v1";

    @Bean
    InternalRules internalRules() {
        return InternalRules.of(
                get(V1 + "/persons/{personId}", CARD, SHARING),
                post(V1 + "/lookups", SHARING),
                post(V1 + "/lookup-batches", SHARING),
                post(V1 + "/relatives", SHARING),
                post(V1 + "/household-members", SHARING),
                post(V1 + "/extracts", SHARING),
                post(V1 + "/changes", SHARING),
                post(V1 + "/citizen-corrections", SHARING),
                post(V1 + "/citizen-corrections/states", SHARING),
                post(V1 + "/citizen-corrections/withdrawal", SHARING),
                post(V1 + "/numbers", NUMBERS),
                get(V1 + "/administrative-units", CARD, SHARING),
                get(V1 + "/administrative-units/{code}", CARD, SHARING),
                get(V1 + "/code-lists/{list}", CARD, SHARING),
                get(V1 + "/territories/{territory}/coverage", CARD, SHARING));
    }
}
