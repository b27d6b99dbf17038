package vn.dancu.population.osia;

import static vn.dancu.platform.security.EndpointRules.Rule.delete;
import static vn.dancu.platform.security.EndpointRules.Rule.get;
import static vn.dancu.platform.security.EndpointRules.Rule.post;
import static vn.dancu.platform.security.EndpointRules.Rule.put;

import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.platform.security.EndpointRules.Rule;
import vn.dancu.platform.security.ErrorShape;

/** The scopes of OSIA, and beside them those of this platform. */
@Configuration(proxyBeanMethods = false)
class OsiaEndpoints {
    private static final String PR = "/osia/pr/v1";
    private static final String PERSON = PR + "/persons/{personId}";
    private static final String IDENTITY = PERSON + "/identities/{identityId}";
    private static final String DATA = "/osia/dataaccess/v1/persons";
    private static final String READ = "population.read";
    private static final String WRITE = "population.write";

    @Bean
    ErrorShape osiaErrors() {
        return ErrorShape.codeAndMessage("/osia/");
    }

    @Bean
    EndpointRules osiaPopulationEndpoints() {
        return EndpointRules.of(
                post(PR + "/persons", READ, "pr.person.read").withPurpose(),
                get(PERSON, READ, "pr.person.read").withPurpose(),
                post(PERSON, WRITE, "pr.person.write"),
                put(PERSON, WRITE, "pr.person.write"),
                delete(PERSON, WRITE, "pr.person.write"),
                post(PR + "/persons/{target}/merge/{source}", WRITE, "pr.person.write"),
                get(PERSON + "/identities", READ, "pr.identity.read").withPurpose(),
                post(PERSON + "/identities", WRITE, "pr.identity.write"),
                get(IDENTITY, READ, "pr.identity.read").withPurpose(),
                post(IDENTITY, WRITE, "pr.identity.write"),
                put(IDENTITY, WRITE, "pr.identity.write"),
                new Rule(HttpMethod.PATCH, IDENTITY, Set.of(WRITE, "pr.identity.write"), false),
                delete(IDENTITY, WRITE, "pr.identity.write"),
                post(
                        PR + "/persons/{target}/move/{source}/identities/{identityId}",
                        WRITE,
                        "pr.identity.write"),
                put(IDENTITY + "/status", WRITE, "pr.identity.write"),
                put(IDENTITY + "/reference", WRITE, "pr.reference.write"),
                get(PERSON + "/reference", READ, "pr.reference.read").withPurpose(),
                get(PR + "/galleries", READ, "pr.gallery.read"),
                get(PR + "/galleries/{galleryId}", READ, "pr.gallery.read"),
                get(DATA, READ, "pr.person.read"),
                get(DATA + "/{uin}", READ, "pr.person.read").withPurpose(),
                post(DATA + "/{uin}/match", READ, "pr.person.match").withPurpose(),
                post(DATA + "/{uin}/verify", READ, "pr.person.verify").withPurpose(),
                get(DATA + "/{uin}/document", READ, "pr.document.read"));
    }
}
