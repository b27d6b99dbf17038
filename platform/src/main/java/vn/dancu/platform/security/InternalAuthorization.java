package vn.dancu.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Applies the rules of all {@link InternalRules} beans to services that have proven themselves. */
final class InternalAuthorization implements AuthorizationManager<RequestAuthorizationContext> {
    private final List<Entry> entries;

    InternalAuthorization(List<InternalRules> rules) {
        this.entries =
                rules.stream()
                        .flatMap(list -> list.rules().stream())
                        .map(
                                rule ->
                                        new Entry(
                                                PathPatternRequestMatcher.withDefaults()
                                                        .matcher(rule.pattern()),
                                                rule))
                        .toList();
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
                : decide(service.get(), context.getRequest());
    }

    private EndpointDecision decide(String service, HttpServletRequest request) {
        HttpMethod method = HttpMethod.valueOf(request.getMethod());
        Set<String> otherMethods = new TreeSet<>();
        for (Entry entry : entries) {
            if (!entry.path().matches(request)) {
                continue;
            }
            if (!entry.rule().covers(method)) {
                otherMethods.add(entry.rule().method().name());
            } else {
                return entry.rule().services().contains(service)
                        ? new EndpointDecision.Allowed()
                        : new EndpointDecision.ServiceNotAgreed();
            }
        }
        return otherMethods.isEmpty()
                ? new EndpointDecision.PathUnknown()
                : new EndpointDecision.MethodUnknown(otherMethods);
    }

    private record Entry(RequestMatcher path, InternalRules.Rule rule) {}
}
