package vn.dancu.platform.problem;

/**
 * One rule that one field of a request breaks.
 *
 * @param code stable snake_case code
 * @param pointer RFC 6901 pointer into the request body, empty for the body as a whole
 * @param detail the rule in words, never the value
 */
public record Violation(String code, String pointer, String detail) {}
