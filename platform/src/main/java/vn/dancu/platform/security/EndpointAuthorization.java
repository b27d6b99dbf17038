package vn.dancu.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
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

/** Applies the rules of all {@link EndpointRules} beans; nothing else is allowed. */
final class EndpointAuthorization implements AuthorizationManager<RequestAuthorizationContext> {
    private final List<Entry> entries;

    EndpointAuthorization(List<EndpointRules> rules) {
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
        if (!(authentication.get() instanceof CallerAuthentication caller)) {
            return new EndpointDecision.CallerUnknown();
        }
        return decide(caller.caller(), context.getRequest());
    }

    private EndpointDecision decide(Caller caller, HttpServletRequest request) {
        HttpMethod method = HttpMethod.valueOf(request.getMethod());
        Set<String> otherMethods = new TreeSet<>();
        for (Entry entry : entries) {
            if (!entry.path().matches(request)) {
                continue;
            }
            if (!entry.rule().covers(method)) {
                otherMethods.add(entry.rule().method().name());
            } else if (entry.rule().isOpenTo(caller)) {
                return entry.rule().purposeNeeded() && caller.purpose() == null
                        ? new EndpointDecision.PurposeMissing()
                        : new EndpointDecision.Allowed();
            } else {
                return new EndpointDecision.ScopeMissing(entry.rule().anyOf());
            }
        }
        return otherMethods.isEmpty()
                ? new EndpointDecision.PathUnknown()
                : new EndpointDecision.MethodUnknown(otherMethods);
    }

    private record Entry(RequestMatcher path, EndpointRules.Rule rule) {}
}
