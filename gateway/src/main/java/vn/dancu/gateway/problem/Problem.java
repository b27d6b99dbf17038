package vn.dancu.gateway.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An error of the gateway itself (RFC 9457), as opposed to one that a service answered.
 *
 * @param code stable snake_case code
 * @param detail what happened, in words without personal data
 * @param retryAfter when it may be worth asking again
 */
public record Problem(
        HttpStatus status, String code, String detail, @Nullable Duration retryAfter) {
    public static Problem of(HttpStatus status, String code, String detail) {
        return new Problem(status, code, detail, null);
    }

    /** 404: no part of the platform has this path. */
    public static Problem noRoute() {
        return of(HttpStatus.NOT_FOUND, "not_found", "No part of the platform has this path.");
    }

    /** 405: the path is there; beside it stands {@code Allow}. */
    public static Problem wrongMethod() {
        return of(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path does not know that method.");
    }

    /** 503: a part does not answer. */
    public static Problem unavailable(String part, Duration retryAfter) {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                part + " does not answer now.",
                retryAfter);
    }

    /** 413: the body is over the limit of the path. */
    public static Problem bodyTooLarge(long limitBytes) {
        return of(
                HttpStatus.CONTENT_TOO_LARGE,
                "body_too_large",
                "The body is larger than " + limitBytes + " bytes.");
    }

    /** 400: the body ended before its end, or its chunks are none. */
    public static Problem malformedBody() {
        return of(HttpStatus.BAD_REQUEST, "malformed_body", "The body broke off or is malformed.");
    }

    /** 408: the body takes too long to arrive. */
    public static Problem bodyTooSlow() {
        return of(
                HttpStatus.REQUEST_TIMEOUT, "body_too_slow", "The body takes too long to arrive.");
    }

    /** 503: the bodies of others fill the room that there is. */
    public static Problem tooManyBodies() {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The gateway has no room for more bodies now.",
                Duration.ofSeconds(1));
    }

    /** 429: the client asks for more than its share. */
    public static Problem rateLimited(Duration retryAfter) {
        return new Problem(
                HttpStatus.TOO_MANY_REQUESTS,
                "rate_limited",
                "More requests than this client may send.",
                retryAfter);
    }
}
