package vn.dancu.sandbox.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much memory each process may take, and how its JVM is tuned: the one place for these choices.
 * The flags of the supervisor itself, which must be known before it runs, stand in the {@code
 * dancu} script.
 */
enum MemoryProfile {
    /** Everything on a laptop: small heaps, and the first compiler tier alone, for a fast start. */
    DEMONSTRATION {
        @Override
        List<String> flags(Part part) {
            int heap =
                    switch (part) {
                        case CONFIG_SERVER -> 64;
                        case DISCOVERY_SERVER, AUTHORIZATION_SERVER -> 96;
                        case GATEWAY, ID_NUMBER_SERVICE, SHARING_SERVICE -> 128;
                        case CARD_ISSUANCE_SERVICE -> 192;
                        case POPULATION_SERVICE -> 256;
                    };
            return with(
                    "-XX:+UseSerialGC",
                    "-Xms16m",
                    "-Xmx" + heap + "m",
                    // Give the heap back after the burst of the start.
                    "-XX:MinHeapFreeRatio=15",
                    "-XX:MaxHeapFreeRatio=30",
                    "-XX:MaxMetaspaceSize=192m",
                    "-XX:ReservedCodeCacheSize=64m",
                    "-XX:MaxDirectMemorySize=64m",
                    "-XX:TieredStopAtLevel=1");
        }

        @Override
        int postgresMebibytes() {
            return 256;
        }
    },
    /** What measures are taken with: room, and the full compiler. */
    BENCH {
        @Override
        List<String> flags(Part part) {
            int heap =
                    switch (part) {
                        case CONFIG_SERVER, DISCOVERY_SERVER -> 128;
                        case AUTHORIZATION_SERVER, GATEWAY -> 384;
                        case ID_NUMBER_SERVICE, SHARING_SERVICE, CARD_ISSUANCE_SERVICE -> 512;
                        case POPULATION_SERVICE -> 1024;
                    };
            return with("-XX:+UseParallelGC", "-Xms" + heap / 2 + "m", "-Xmx" + heap + "m");
        }

        @Override
        int postgresMebibytes() {
            return 1024;
        }
    };

    /** Malloc keeps an arena for each thread otherwise, tens of megabytes that nobody uses. */
    static final String MALLOC_ARENAS = "2";

    abstract List<String> flags(Part part);

    /** What PostgreSQL may use, shared buffers and all. */
    abstract int postgresMebibytes();

    private static List<String> with(String... own) {
        List<String> flags = new ArrayList<>(List.of(own));
        flags.addAll(
                List.of(
                        "-Xss512k",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-Djava.awt.headless=true",
                        "-Dfile.encoding=UTF-8",
                        "--enable-native-access=ALL-UNNAMED"));
        return List.copyOf(flags);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MemoryProfile named(String label) {
        for (MemoryProfile profile : values()) {
            if (profile.label().equals(label)) {
                return profile;
            }
        }
        throw new UsageException("dancu: --profile-memory is demonstration or bench, not " + label);
    }
}
