package vn.dancu.platform.web;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The id that ties together the log lines, calls and events of one request. */
public final class Correlation {
    public static final String HEADER = "X-Correlation-Id";
    public static final String MDC_KEY = "correlationId";
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Correlation() {}

    /** The given id if it is a UUID; free text from outside would reach logs, so else a new one. */
    public static String accepted(@Nullable String given) {
        if (given != null && UUID_FORM.matcher(given).matches()) {
            return given;
        }
        return UUID.randomUUID().toString();
    }

    /** The id of the work at hand; work that nobody asked for gets one of its own. */
    public static String current() {
        String current = MDC.get(MDC_KEY);
        return current == null ? UUID.randomUUID().toString() : current;
    }
}
