package vn.dancu.sandbox.launch;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** What stands on the screen when the platform is healthy: where to go, who to be, what it took. */
final class Summary {
    private static final Duration TIME_GOAL = Duration.ofSeconds(30);
    private static final double MEMORY_GOAL_GB = 2.5;
    private static final double BYTES_IN_GB = 1e9;

    private final Arguments arguments;
    private final DataFolder data;
    private final PortPlan ports;

    Summary(Arguments arguments, DataFolder data, PortPlan ports) {
        this.arguments = arguments;
        this.data = data;
        this.ports = ports;
    }

    void print(Progress progress, OptionalLong memoryBytes, boolean usedCaches) {
        String gateway = "http://localhost:" + ports.of(Part.GATEWAY);
        progress.plain(
                """

                Dân Cư is up.

                  %s/                   the state of each part, and a tour
                  %s/swagger-ui.html    the interfaces
                  %s/actuator/health    the health of the whole

                  demonstration clients   %s
                  an access token         ./dancu token moj
                  their secrets           %s
                  logs                    ./dancu logs population-service -f

                  healthy after %s
                  memory %s
                """
                        .formatted(
                                gateway,
                                gateway,
                                gateway,
                                String.join(" ", Secrets.DEMONSTRATION_CLIENTS),
                                data.credentials(),
                                time(progress.sinceBegin(), usedCaches),
                                memory(memoryBytes)));
    }

    static String time(Duration taken, boolean usedCaches) {
        String verdict = taken.compareTo(TIME_GOAL) <= 0 ? "met" : "missed";
        String text =
                String.format(
                        Locale.ROOT,
                        "%.1f s (goal %d s: %s)",
                        taken.toMillis() / 1000.0,
                        TIME_GOAL.toSeconds(),
                        verdict);
        return usedCaches
                ? text
                : text + "; the first start of a build is slower, its start caches are made now";
    }

    private String memory(OptionalLong bytes) {
        if (bytes.isEmpty()) {
            return "is not measured on this system";
        }
        double gigabytes = bytes.getAsLong() / BYTES_IN_GB;
        String measured = String.format(Locale.ROOT, "%.2f GB (PSS of all processes", gigabytes);
        if (arguments.memory() != MemoryProfile.DEMONSTRATION) {
            return measured + ")";
        }
        String verdict = gigabytes <= MEMORY_GOAL_GB ? "met" : "missed";
        return measured
                + String.format(Locale.ROOT, "; goal %.1f GB: %s)", MEMORY_GOAL_GB, verdict);
    }
}
