package vn.dancu.platform.security;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Applies the rules of all {@link InternalRules} beans to services that have proven themselves. */
final class InternalAuthorization implements AuthorizationManager<RequestAuthorizationContext> {
    private final PathRules<InternalRules.Rule> rules;

    InternalAuthorization(List<InternalRules> rules) {
        this.rules = new PathRules<>(rules.stream().flatMap(list -> list.rules().stream()));
    }

    @Override
    public EndpointDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication,
            RequestAuthorizationContext context) {
        Optional<String> service =
                authentication.get() instanceof CallerAuthentication caller
                        ? caller.callingService()
                        : Optional.empty();
        return service.isEmpty()
                ? new EndpointDecision.CallerUnknown()
                : rules.decide(
                        context.getRequest(),
                        rule ->
                                rule.services().contains(service.get())
                                        ? new EndpointDecision.Allowed()
                                        : new EndpointDecision.ServiceNotAgreed());
    }
}
