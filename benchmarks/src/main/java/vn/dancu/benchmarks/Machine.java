package vn.dancu.benchmarks;

import java.lang.management.ManagementFactory;

/** Names the machine a figure was measured on; absolute figures of shared machines drift. */
final class Machine {
    private Machine() {}

    static String describe() {
        long memoryGb = 0;
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system) {
            memoryGb = Math.round(system.getTotalMemorySize() / (double) (1L << 30));
        }
        return "%d cores, %d GB, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        memoryGb,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"));
    }
}
