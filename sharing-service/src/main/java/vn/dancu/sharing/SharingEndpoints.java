package vn.dancu.sharing;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;

/** Who may call what; anything else is denied. */
@Configuration(proxyBeanMethods = false)
class SharingEndpoints {
    private static final String ADMIN = "sharing.admin";

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
                post("/sharing/v1/exports", "sharing.query"),
                get("/sharing/v1/exports/{id}", "sharing.query"),
                get("/sharing/v1/exports/{id}/parts/{n}", "sharing.query"),
                post("/sharing/v1/agencies/{code}/keys", ADMIN),
                post("/sharing/v1/agencies/{code}/soap-secrets", ADMIN),
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
                post("/sharing/v1/agreements/{id}/end", ADMIN));
    }
}
