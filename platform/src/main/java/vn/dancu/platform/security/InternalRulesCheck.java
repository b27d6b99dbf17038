package vn.dancu.platform.security;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Says at the start which internal endpoint nobody may call, rather than at the first call. */
final class InternalRulesCheck implements SmartInitializingSingleton {
    private final List<RequestMappingHandlerMapping> mappings;
    private final List<InternalRules> rules;

    InternalRulesCheck(List<RequestMappingHandlerMapping> mappings, List<InternalRules> rules) {
        this.mappings = mappings;
        this.rules = rules;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Set<String> ruled =
                rules.stream()
                        .flatMap(list -> list.rules().stream())
                        .map(InternalRules.Rule::pattern)
                        .collect(Collectors.toSet());
        Set<String> forgotten =
                mappings.stream()
                        .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                        .flatMap(endpoint -> endpoint.getPatternValues().stream())
                        .filter(pattern -> pattern.startsWith("/internal/"))
                        .filter(pattern -> !ruled.contains(pattern))
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!forgotten.isEmpty()) {
            throw new IllegalStateException(
                    "internal endpoints that no InternalRules names: " + forgotten);
        }
    }
}
