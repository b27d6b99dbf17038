package vn.dancu.platform.security;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Applies the rules of all {@link EndpointRules} beans; nothing else is allowed. */
final class EndpointAuthorization implements AuthorizationManager<RequestAuthorizationContext> {
    private final PathRules<EndpointRules.Rule> rules;

    EndpointAuthorization(List<EndpointRules> rules) {
        this.rules = new PathRules<>(rules.stream().flatMap(list -> list.rules().stream()));
    }

    @Override
    public EndpointDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication,
            RequestAuthorizationContext context) {
        if (!(authentication.get() instanceof CallerAuthentication caller)) {
            return new EndpointDecision.CallerUnknown();
        }
        return rules.decide(context.getRequest(), rule -> decide(rule, caller.caller()));
    }

    private static EndpointDecision decide(EndpointRules.Rule rule, Caller caller) {
        if (!rule.isOpenTo(caller)) {
            return new EndpointDecision.ScopeMissing(rule.anyOf());
        }
        return rule.purposeNeeded() && caller.purpose() == null
                ? new EndpointDecision.PurposeMissing()
                : new EndpointDecision.Allowed();
    }
}
