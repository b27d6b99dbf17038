package vn.dancu.platform.security;

import java.util.Set;
import org.springframework.security.authorization.AuthorizationResult;

/** Why an endpoint was allowed or denied, so that the answer can say what is missing. */
sealed interface EndpointDecision extends AuthorizationResult {
    /** A scope of the rule is held. */
    record Allowed() implements EndpointDecision {}

    /** None of these scopes is held. */
    record ScopeMissing(Set<String> anyOf) implements EndpointDecision {}

    /** The scope is held, and nothing says why personal data is read. */
    record PurposeMissing() implements EndpointDecision {}

    /** The path is known, with other methods. */
    record MethodUnknown(Set<String> methods) implements EndpointDecision {}

    /** No rule names the path. */
    record PathUnknown() implements EndpointDecision {}

    /** The internal endpoint is there for other services. */
    record ServiceNotAgreed() implements EndpointDecision {}

    /** The request has no proven caller. */
    record CallerUnknown() implements EndpointDecision {}

    @Override
    default boolean isGranted() {
        return this instanceof Allowed;
    }
}
