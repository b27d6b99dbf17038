package vn.dancu.card.life;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;

@Configuration(proxyBeanMethods = false)
class LifeConfiguration {
    private static final String CARD = "/cards/v1/cards/{cardId}";
    private static final String PROPOSAL = "/cards/v1/card-proposals";
    private static final String JOBS = "/cards/v1/signer-revocations";
    private static final String ACT = "card.life";
    private static final String DECIDE = "card.life.approve";

    @Bean
    EndpointRules cardLifeRules() {
        return EndpointRules.of(
                Rule.post(CARD + "/suspension", ACT),
                Rule.post(CARD + "/reinstatement", ACT),
                Rule.post(CARD + "/loss", ACT),
                Rule.post(CARD + "/recovery", ACT),
                Rule.post(CARD + "/revocation", ACT),
                Rule.post(CARD + "/destruction", ACT),
                Rule.get(CARD + "/steps", "card.read"),
                Rule.post("/cards/v1/persons/{personId}/loss-reports", "card.me"),
                Rule.get(PROPOSAL, ACT, DECIDE),
                Rule.post(PROPOSAL + "/{proposalId}/approval", DECIDE),
                Rule.post(PROPOSAL + "/{proposalId}/refusal", DECIDE),
                Rule.post(PROPOSAL + "/{proposalId}/withdrawal", ACT),
                Rule.post(JOBS, "card.signers"),
                Rule.get(JOBS + "/{jobId}", "card.signers", DECIDE),
                Rule.post(JOBS + "/{jobId}/approval", DECIDE),
                Rule.post(JOBS + "/{jobId}/refusal", DECIDE));
    }
}
