package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** What the supervisor tells other commands, in a file that a shell script can read too. */
record RunState(Phase phase, int portBase, MemoryProfile memory, Instant since) {

    enum Phase {
        STARTING,
        HEALTHY,
        STOPPING,
        STOPPED,
        FAILED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void write(DataFolder data) throws IOException {
        String text =
                "phase=%s%nportBase=%d%nmemory=%s%nsince=%s%n"
                        .formatted(phase.label(), portBase, memory.label(), since);
        OwnerOnly.write(data.state(), text);
    }

    static Optional<RunState> read(DataFolder data) {
        Properties values = new Properties();
        try {
            values.load(new StringReader(Files.readString(data.state())));
            return Optional.of(
                    new RunState(
                            Phase.valueOf(values.getProperty("phase", "").toUpperCase(Locale.ROOT)),
                            Integer.parseInt(values.getProperty("portBase", "")),
                            MemoryProfile.named(values.getProperty("memory", "")),
                            Instant.parse(values.getProperty("since", ""))));
        } catch (IOException | IllegalArgumentException | UsageException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
