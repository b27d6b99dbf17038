package vn.dancu.platform.security;

import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;

/**
 * What a service lets outsiders do: a bean that lists each endpoint with the scope it needs. What
 * no rule names is denied. Internal endpoints have {@link InternalRules}.
 */
public record EndpointRules(List<Rule> rules) {
    public EndpointRules {
        rules = List.copyOf(rules);
    }

    public static EndpointRules of(Rule... rules) {
        return new EndpointRules(List.of(rules));
    }

    /**
     * @param method the method; a rule for GET holds for HEAD too
     * @param pattern path pattern, as in {@code /population/v1/persons/{personId}}
     * @param anyOf one of these scopes is enough
     * @param purposeNeeded whether the caller must say why, in {@code Dancu-Purpose}
     */
    public record Rule(HttpMethod method, String pattern, Set<String> anyOf, boolean purposeNeeded)
            implements PathRule {
        /** Stands for whatever a proven caller may do: for data that is public in the end. */
        private static final String ANY_CALLER = "*";

        public Rule {
            anyOf = Set.copyOf(anyOf);
            if (anyOf.isEmpty()) {
                throw new IllegalArgumentException("a rule names at least one scope");
            }
            if (pattern.startsWith("/internal")) {
                throw new IllegalArgumentException("internal endpoints have InternalRules");
            }
        }

        public static Rule get(String pattern, String... anyOf) {
            return new Rule(HttpMethod.GET, pattern, Set.of(anyOf), false);
        }

        public static Rule post(String pattern, String... anyOf) {
            return new Rule(HttpMethod.POST, pattern, Set.of(anyOf), false);
        }

        public static Rule put(String pattern, String... anyOf) {
            return new Rule(HttpMethod.PUT, pattern, Set.of(anyOf), false);
        }

        public static Rule delete(String pattern, String... anyOf) {
            return new Rule(HttpMethod.DELETE, pattern, Set.of(anyOf), false);
        }

        /**
         * The same rule for a read of personal data: without a purpose it is refused (400 {@code
         * purpose_missing}), since its audit record would not say why.
         */
        public Rule withPurpose() {
            return new Rule(method, pattern, anyOf, true);
        }

        /** A read for everybody whose token is valid, whatever its scopes. */
        public static Rule getByAnyCaller(String pattern) {
            return get(pattern, ANY_CALLER);
        }

        /** Whether every valid token is enough. */
        public boolean isOpenToAll() {
            return anyOf.contains(ANY_CALLER);
        }

        boolean isOpenTo(Caller caller) {
            return isOpenToAll() || anyOf.stream().anyMatch(caller::hasScope);
        }
    }
}
