package vn.dancu.sandbox.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks the supervisor to stop, and waits until it has. */
final class DownCommand {
    /** Longer than the supervisor itself may take for all its parts. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final DataFolder data;

    DownCommand(DataFolder data) {
        this.data = data;
    }

    int run(PrintStream out) throws InterruptedException {
        Optional<ProcessHandle> supervisor =
                ProcessRecord.read(data.run(), Supervisor.NAME).flatMap(ProcessRecord::find);
        if (supervisor.isPresent()) {
            supervisor.get().destroy();
            if (!Stopping.ended(supervisor.get(), PATIENCE)) {
                throw new LaunchException(
                        "the supervisor (pid " + supervisor.get().pid() + ") does not end");
            }
            out.println("Stopped.");
            return 0;
        }
        List<String> leftovers = Supervisor.stopLeftovers(data);
        if (leftovers.isEmpty()) {
            out.println("Nothing runs with the data in " + data.root() + ".");
        } else {
            out.println("Stopped what a killed supervisor had left: " + leftovers);
        }
        return 0;
    }
}
