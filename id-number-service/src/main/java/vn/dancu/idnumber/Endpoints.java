package vn.dancu.idnumber;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.ErrorShape;
import vn.dancu.platform.security.InternalRules;

/** What outsiders may do here, with which scope. */
@Configuration(proxyBeanMethods = false)
class Endpoints {
    @Bean
    ErrorShape osiaErrors() {
        return ErrorShape.codeAndMessage("/osia/");
    }

    @Bean
    EndpointRules idNumberEndpoints() {
        return EndpointRules.of(
                post("/id-numbers/v1/allocations", "idnumber.assign"),
                post("/id-numbers/v1/verifications", "idnumber.read"),
                post("/id-numbers/v1/readings", "idnumber.read"),
                post("/id-numbers/v1/histories", "idnumber.read"),
                post("/osia/uin/v1/uin", "uin.generate"),
                post("/id-numbers/v1/bulk-verifications", "idnumber.read"),
                post("/id-numbers/v1/registration-files", "idnumber.register"),
                get("/id-numbers/v1/registration-files/{fileId}", "idnumber.register"),
                get("/id-numbers/v1/registration-files/{fileId}/rejects", "idnumber.register"),
                get("/id-numbers/v1/profiles", "idnumber.read"),
                get("/id-numbers/v1/restorations", "ops"),
                post("/id-numbers/v1/restorations", "ops"),
                get("/id-numbers/v1/restoration-conflicts", "ops"),
                post("/id-numbers/v1/restoration-conflicts/{conflictId}/resolution", "ops"),
                get("/id-numbers/v1/prefixes", "idnumber.read"),
                post("/id-numbers/v1/prefix-editions", "idnumber.admin"),
                post("/id-numbers/v1/proposals", "idnumber.propose"),
                get("/id-numbers/v1/proposals", "idnumber.propose", "idnumber.decide"),
                get("/id-numbers/v1/proposals/{proposalId}", "idnumber.propose", "idnumber.decide"),
                post("/id-numbers/v1/proposals/{proposalId}/approval", "idnumber.decide"),
                post("/id-numbers/v1/proposals/{proposalId}/refusal", "idnumber.decide"),
                get("/id-numbers/v1/dead-letters/{handler}", "ops"),
                post("/id-numbers/v1/dead-letters/{handler}/replay", "ops"),
                get("/id-numbers/v1/statistics", "idnumber.read"));
    }

    /** Which service may ask the ledger for what; another one is refused. */
    @Bean
    InternalRules internalRules() {
        String population = "population-service";
        String ledger = "/internal/id-numbers/v1";
        return InternalRules.of(
                InternalRules.Rule.post(ledger + "/allocations", population),
                InternalRules.Rule.post(ledger + "/registrations", population),
                InternalRules.Rule.post(ledger + "/packed-allocations", population),
                InternalRules.Rule.post(ledger + "/packed-registrations", population),
                InternalRules.Rule.post(ledger + "/transitions", population),
                InternalRules.Rule.post(ledger + "/reestablishments", population),
                InternalRules.Rule.post(ledger + "/lookups", population, "card-issuance-service"));
    }
}
