package vn.dancu.population.households;

import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;

import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.security.EndpointRules;

/** Households, for officers of the place where they live. */
@RestController
@RequestMapping("/population/v1")
class HouseholdsController {
    private final Households households;
    private final HouseholdReads reads;

    HouseholdsController(Households households, HouseholdReads reads) {
        this.households = households;
        this.reads = reads;
    }

    record HouseholdAnswer(UUID householdId) {}

    /**
     * @param from the household that was split
     */
    record SplitAnswer(UUID householdId, UUID from) {}

    @GetMapping("/households/{householdId}")
    ResponseEntity<HouseholdReads.View> read(@PathVariable UUID householdId) {
        HouseholdReads.View view = reads.read(householdId);
        return ResponseEntity.ok().eTag("\"" + view.version() + "\"").body(view);
    }

    @GetMapping("/persons/{personId}/household")
    HouseholdReads.View ofPerson(@PathVariable UUID personId) {
        return reads.ofPerson(personId);
    }

    @GetMapping("/households/without-head")
    HouseholdReads.HeadlessPage headless(@RequestParam(required = false) @Nullable UUID after) {
        return reads.headless(after);
    }

    @PostMapping("/households")
    @ResponseStatus(HttpStatus.CREATED)
    HouseholdAnswer form(@Valid @RequestBody HouseholdCommands.Form form) {
        return new HouseholdAnswer(households.form(form));
    }

    @PostMapping("/households/{householdId}/members")
    HouseholdAnswer join(
            @PathVariable UUID householdId, @Valid @RequestBody HouseholdCommands.Join join) {
        return new HouseholdAnswer(households.join(householdId, join));
    }

    @PostMapping("/households/{householdId}/departures")
    HouseholdAnswer leave(
            @PathVariable UUID householdId, @Valid @RequestBody HouseholdCommands.Leave leave) {
        return new HouseholdAnswer(households.leave(householdId, leave));
    }

    @PostMapping("/households/{householdId}/split")
    @ResponseStatus(HttpStatus.CREATED)
    SplitAnswer split(
            @PathVariable UUID householdId, @Valid @RequestBody HouseholdCommands.Split split) {
        return new SplitAnswer(households.split(householdId, split), householdId);
    }

    @PostMapping("/households/{householdId}/head")
    HouseholdAnswer changeHead(
            @PathVariable UUID householdId, @Valid @RequestBody HouseholdCommands.Head head) {
        return new HouseholdAnswer(households.changeHead(householdId, head));
    }

    @PostMapping("/households/{householdId}/relationship")
    HouseholdAnswer relate(
            @PathVariable UUID householdId, @Valid @RequestBody HouseholdCommands.Relate relate) {
        return new HouseholdAnswer(households.relate(householdId, relate));
    }

    @PostMapping("/households/{householdId}/details")
    HouseholdAnswer describe(
            @PathVariable UUID householdId,
            @Valid @RequestBody HouseholdCommands.Describe describe) {
        return new HouseholdAnswer(households.describe(householdId, describe));
    }

    /** Who may do what. */
    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        private static final String HOUSEHOLD = "/population/v1/households/{householdId}";

        @Bean
        EndpointRules householdEndpoints() {
            return EndpointRules.of(
                    get("/population/v1/persons/{personId}/household", "population.read")
                            .withPurpose(),
                    get("/population/v1/households/without-head", "population.write"),
                    get(HOUSEHOLD, "population.read").withPurpose(),
                    post("/population/v1/households", "population.write"),
                    post(HOUSEHOLD + "/members", "population.write"),
                    post(HOUSEHOLD + "/departures", "population.write"),
                    post(HOUSEHOLD + "/split", "population.write"),
                    post(HOUSEHOLD + "/head", "population.write"),
                    post(HOUSEHOLD + "/relationship", "population.write"),
                    post(HOUSEHOLD + "/details", "population.write"));
        }
    }
}
