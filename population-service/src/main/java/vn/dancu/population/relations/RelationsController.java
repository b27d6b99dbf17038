package vn.dancu.population.relations;

import static vn.dancu.platform.security.EndpointRules.Rule.get;

import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.security.EndpointRules;

/** The relatives of a person. */
@RestController
class RelationsController {
    private static final String RELATIVES = "/population/v1/persons/{personId}/relatives";

    private final Relations relations;

    RelationsController(Relations relations) {
        this.relations = relations;
    }

    @GetMapping(RELATIVES)
    Relations.Relatives read(@PathVariable UUID personId) {
        return relations.of(personId);
    }

    /** Who may read them. */
    @Configuration(proxyBeanMethods = false)
    static class Endpoints {
        @Bean
        EndpointRules relationsEndpoints() {
            return EndpointRules.of(get(RELATIVES, "population.read").withPurpose());
        }
    }
}
