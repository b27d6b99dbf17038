package vn.dancu.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Rules of one kind in their order: the first that covers a request decides about it. */
final class PathRules<R extends PathRule> {
    private final List<Entry<R>> entries;

    PathRules(Stream<R> rules) {
        this.entries =
                rules.map(
                                rule ->
                                        new Entry<>(
                                                PathPatternRequestMatcher.withDefaults()
                                                        .matcher(rule.pattern()),
                                                rule))
                        .toList();
    }

    /** What the rule says of the request, or that none covers it. */
    EndpointDecision decide(HttpServletRequest request, Function<R, EndpointDecision> says) {
        HttpMethod method = HttpMethod.valueOf(request.getMethod());
        Set<String> otherMethods = new TreeSet<>();
        for (Entry<R> entry : entries) {
            if (!entry.path().matches(request)) {
                continue;
            }
            if (entry.rule().covers(method)) {
                return says.apply(entry.rule());
            }
            otherMethods.add(entry.rule().method().name());
        }
        return otherMethods.isEmpty()
                ? new EndpointDecision.PathUnknown()
                : new EndpointDecision.MethodUnknown(otherMethods);
    }

    private record Entry<R>(RequestMatcher path, R rule) {}
}
