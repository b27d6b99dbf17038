package vn.dancu.sharing;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.getByAnyCaller;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Who may call what; anything else is denied. */
@Configuration(proxyBeanMethods = false)
class SharingEndpoints {
    private static final String ADMIN = "sharing.admin";

    /** In tokens that are bound to one citizen, and in no others. */
    private static final String ME = "sharing.me";

    /** Events that were given up. */
    @Bean
    EndpointRules deadLetterRules() {
        return EndpointRules.of(
                get("/sharing/v1/dead-letters/{handler}", "ops"),
                post("/sharing/v1/dead-letters/{handler}/replay", "ops"));
    }

    @Bean
    EndpointRules sharingRules() {
        return EndpointRules.of(
                post("/sharing/v1/lookups", "sharing.query"),
                post("/sharing/v1/verifications", "sharing.query"),
                post("/sharing/v1/matches", "sharing.query"),
                post("/sharing/v1/expressions", "sharing.query"),
                post("/sharing/v1/relatives", "sharing.query"),
                post("/sharing/v1/households", "sharing.query"),
                post("/sharing/v1/card-statuses", "sharing.query"),
                post("/sharing/v1/batches", "sharing.query"),
                getByAnyCaller("/sharing/v1/keys"),
                post("/sharing/v1/exports", "sharing.query"),
                get("/sharing/v1/exports/{id}", "sharing.query"),
                get("/sharing/v1/exports/{id}/parts/{n}", "sharing.query"),
                post("/sharing/v1/agencies/{code}/keys", ADMIN),
                post("/sharing/v1/agencies/{code}/soap-secrets", ADMIN),
                post("/sharing/v1/consents", "sharing.query"),
                get("/sharing/v1/consents/{id}", "sharing.query"),
                get("/sharing/v1/figures", "sharing.query"),
                get("/sharing/v1/agencies/{code}/figures", ADMIN),
                get("/sharing/v1/agencies/{code}/systems", ADMIN),
                post("/sharing/v1/agencies/{code}/systems", ADMIN),
                get("/sharing/v1/agencies/{code}/clients", ADMIN),
                post("/sharing/v1/agencies/{code}/clients", ADMIN),
                post("/sharing/v1/agencies/{code}/clients/{id}/withdrawal", ADMIN),
                get("/sharing/v1/agencies/{code}/officers", ADMIN),
                post("/sharing/v1/agencies/{code}/officers", ADMIN),
                post("/sharing/v1/agencies/{code}/officers/withdrawal", ADMIN),
                post("/sharing/v1/agreements/{id}/test", ADMIN),
                get("/sharing/v1/persons/{personId}/accesses", "sharing.access"),
                get("/sharing/v1/agencies", ADMIN),
                get("/sharing/v1/agencies/{code}", ADMIN),
                post("/sharing/v1/agencies", ADMIN),
                get("/sharing/v1/agreements", ADMIN),
                get("/sharing/v1/agreements/{id}", ADMIN),
                post("/sharing/v1/agreements", ADMIN),
                post("/sharing/v1/agreements/{id}/amendments", ADMIN),
                post("/sharing/v1/agreements/{id}/approval", ADMIN),
                post("/sharing/v1/agreements/{id}/activation", ADMIN),
                post("/sharing/v1/agreements/{id}/suspension", ADMIN),
                post("/sharing/v1/agreements/{id}/end", ADMIN),
                post("/sharing/v1/disclosure-delays", ADMIN),
                get("/sharing/v1/disclosure-delays", ADMIN),
                get("/sharing/v1/disclosure-delays/{id}", ADMIN),
                post("/sharing/v1/disclosure-delays/{id}/approval", ADMIN),
                post("/sharing/v1/disclosure-delays/{id}/end", ADMIN),
                get("/sharing/v1/corrections", ADMIN),
                post("/sharing/v1/corrections/{id}/decision", ADMIN));
    }

    /** What a citizen does, for themselves and for whom they act. */
    @Bean
    EndpointRules citizenRules() {
        List<EndpointRules.Rule> rules = new ArrayList<>();
        for (String whose : List.of("/sharing/v1/me", "/sharing/v1/me/wards/{ward}")) {
            rules.add(get(whose, ME));
            rules.add(get(whose + "/accesses", ME));
            rules.add(get(whose + "/consents", ME));
            rules.add(post(whose + "/consents/{id}/grant", ME));
            rules.add(post(whose + "/consents/{id}/refusal", ME));
            rules.add(post(whose + "/consents/{id}/withdrawal", ME));
            rules.add(get(whose + "/corrections", ME));
            rules.add(post(whose + "/corrections", ME));
            rules.add(post(whose + "/corrections/{id}/withdrawal", ME));
        }
        return new EndpointRules(rules);
    }
}
