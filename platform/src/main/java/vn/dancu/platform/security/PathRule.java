package vn.dancu.platform.security;

import org.springframework.http.HttpMethod;

/** What rules of either kind have in common: the endpoint that they are about. */
interface PathRule {
    /** The method; a rule for GET holds for HEAD too. */
    HttpMethod method();

    String pattern();

    default boolean covers(HttpMethod asked) {
        return method().equals(asked)
                || (method().equals(HttpMethod.GET) && asked.equals(HttpMethod.HEAD));
    }
}
