package vn.dancu.platform.security;

import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;

/**
 * Which services may call which internal endpoint: a bean that lists each endpoint with those that
 * it is there for. What no rule names is denied, and a service that has an internal endpoint
 * without a rule does not start.
 */
public record InternalRules(List<Rule> rules) {
    public InternalRules {
        rules = List.copyOf(rules);
    }

    public static InternalRules of(Rule... rules) {
        return new InternalRules(List.of(rules));
    }

    /**
     * @param method the method; a rule for GET holds for HEAD too
     * @param pattern path pattern, as in {@code /internal/population/v1/persons/{personId}}
     * @param services the services that may call, by their client ids
     */
    public record Rule(HttpMethod method, String pattern, Set<String> services)
            implements PathRule {
        public Rule {
            services = Set.copyOf(services);
            if (services.isEmpty()) {
                throw new IllegalArgumentException("a rule names at least one service");
            }
            if (!pattern.startsWith("/internal/")) {
                throw new IllegalArgumentException("not an internal endpoint: " + pattern);
            }
        }

        public static Rule get(String pattern, String... services) {
            return new Rule(HttpMethod.GET, pattern, Set.of(services));
        }

        public static Rule post(String pattern, String... services) {
            return new Rule(HttpMethod.POST, pattern, Set.of(services));
        }
    }
}
