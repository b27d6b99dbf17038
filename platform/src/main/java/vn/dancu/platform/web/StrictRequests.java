package vn.dancu.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import vn.dancu.platform.problem.ProblemException;

/**
 * Holds requests to what an operation declares, as {@link StrictJson} holds bodies: a parameter of
 * the address that is misspelt is refused (400 {@code unknown_parameter}) and not ignored, since an
 * answer without the filter that was meant looks like the right one; so is a JSON body in an
 * encoding, which nobody undoes (415 {@code unsupported_content_encoding}). Paths of protocols that
 * have an error shape of their own say themselves what they take.
 */
final class StrictRequests implements HandlerInterceptor {
    private static final String OURS = "vn.dancu.";
    private static final int LONGEST_NAME = 60;

    private final List<String> otherProtocols;
    private final DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
    private final Map<Method, Optional<Set<String>>> declared = new ConcurrentHashMap<>();

    /**
     * @param otherProtocols prefixes of paths that are not held to this
     */
    StrictRequests(List<String> otherProtocols) {
        this.otherProtocols = List.copyOf(otherProtocols);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(OURS)
                && otherProtocols.stream().noneMatch(request.getRequestURI()::startsWith)) {
            refuseEncoded(request, method);
            refuseUnknown(request.getQueryString(), method);
        }
        return true;
    }

    /** An operation that reads the stream itself, as files are read, judges that itself too. */
    private static void refuseEncoded(HttpServletRequest request, HandlerMethod handler) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null
                && !encoding.strip().equalsIgnoreCase("identity")
                && Stream.of(handler.getMethodParameters())
                        .anyMatch(one -> one.hasParameterAnnotation(RequestBody.class))) {
            throw ProblemException.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_content_encoding",
                    "Bodies are sent without a content encoding.");
        }
    }

    private void refuseUnknown(@Nullable String query, HandlerMethod handler) {
        if (query == null || query.isEmpty()) {
            return;
        }
        Optional<Set<String>> known =
                declared.computeIfAbsent(handler.getMethod(), _ -> declaredBy(handler));
        if (known.isEmpty()) {
            return;
        }
        Optional<String> unknown =
                Stream.of(query.split("&"))
                        .map(StrictRequests::name)
                        .filter(name -> !name.isEmpty() && !known.get().contains(name))
                        .min(Comparator.naturalOrder());
        if (unknown.isPresent()) {
            String name = unknown.get();
            throw ProblemException.badRequest(
                    "unknown_parameter",
                    "This parameter is not known here.",
                    "?" + name.substring(0, Math.min(name.length(), LONGEST_NAME)));
        }
    }

    private static String name(String pair) {
        int end = pair.indexOf('=');
        String encoded = end < 0 ? pair : pair.substring(0, end);
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded;
        }
    }

    /** None: the operation takes whatever comes. */
    private Optional<Set<String>> declaredBy(HandlerMethod handler) {
        Set<String> known = new TreeSet<>();
        for (MethodParameter parameter : handler.getMethodParameters()) {
            RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
            boolean any =
                    isBound(parameter)
                            || (named != null
                                    && Map.class.isAssignableFrom(parameter.getParameterType()));
            if (any) {
                return Optional.empty();
            }
            if (named != null) {
                parameter.initParameterNameDiscovery(names);
                String name = named.name().isEmpty() ? parameter.getParameterName() : named.name();
                if (name == null) {
                    return Optional.empty();
                }
                known.add(name);
            }
        }
        return Optional.of(known);
    }

    /** Filled from parameters by their names: said so, or by saying nothing at all. */
    private static boolean isBound(MethodParameter parameter) {
        String type = parameter.getParameterType().getName();
        boolean silent =
                parameter.getParameterAnnotations().length == 0
                        && !type.startsWith("jakarta.")
                        && !type.startsWith("org.springframework.");
        return silent || parameter.hasParameterAnnotation(ModelAttribute.class);
    }
}
