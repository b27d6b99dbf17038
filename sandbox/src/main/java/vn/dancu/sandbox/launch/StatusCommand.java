package vn.dancu.sandbox.launch;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Prints a table of the parts: process, port, health, memory and restarts. */
final class StatusCommand {
    /** As service managers say it: the program does not run. */
    private static final int NOT_RUNNING = 3;

    private static final int UNHEALTHY = 1;
    private static final double BYTES_IN_MB = 1e6;
    private static final String ROW = "%-24s %8s %6s  %-9s %9s %9s%n";

    private final DataFolder data;
    private final ProcessMemory memory = new ProcessMemory();

    StatusCommand(DataFolder data) {
        this.data = data;
    }

    int run(PrintStream out) throws InterruptedException {
        Optional<ProcessRecord> supervisor = living(Supervisor.NAME);
        Optional<RunState> state = RunState.read(data);
        if (supervisor.isEmpty() || state.isEmpty()) {
            out.println("Nothing runs with the data in " + data.root() + ".");
            return NOT_RUNNING;
        }
        PortPlan ports = new PortPlan(state.get().portBase());
        out.printf(
                Locale.ROOT,
                "%s since %s, memory profile %s%n%n",
                state.get().phase().label(),
                state.get().since(),
                state.get().memory().label());
        out.printf(Locale.ROOT, ROW, "part", "pid", "port", "health", "memory", "restarts");
        boolean healthy = state.get().phase() == RunState.Phase.HEALTHY;
        List<Long> roots = new ArrayList<>(List.of(supervisor.get().pid()));
        try (HealthProbes probes = new HealthProbes(data, ports)) {
            healthy &= printInfrastructure(out, supervisor.get(), ports, probes, roots);
            for (Part part : Part.values()) {
                healthy &= printPart(out, part, ports, probes);
            }
        }
        OptionalLong total = memory.ofTrees(roots);
        out.printf(Locale.ROOT, "%n%-24s %35s%n", "all processes (PSS)", megabytes(total));
        return healthy ? 0 : UNHEALTHY;
    }

    private Optional<ProcessRecord> living(String process) {
        return ProcessRecord.read(data.run(), process).filter(record -> record.find().isPresent());
    }

    private boolean printInfrastructure(
            PrintStream out,
            ProcessRecord supervisor,
            PortPlan ports,
            HealthProbes probes,
            List<Long> roots) {
        boolean kafka = probes.listens(ports.kafka());
        row(
                out,
                "supervisor and Kafka",
                Optional.of(supervisor.pid()),
                ports.kafka(),
                kafka,
                memory.of(supervisor.pid()),
                "");
        boolean postgres = probes.listens(ports.postgres());
        Optional<ProcessRecord> record = living(Infrastructure.POSTGRES);
        Optional<Long> pid = record.map(ProcessRecord::pid);
        pid.ifPresent(roots::add);
        OptionalLong bytes =
                pid.isPresent() ? memory.ofTrees(List.of(pid.get())) : OptionalLong.empty();
        row(
                out,
                Infrastructure.POSTGRES,
                pid,
                ports.postgres(),
                postgres,
                bytes,
                record.map(found -> Integer.toString(found.restarts())).orElse(""));
        return kafka && postgres;
    }

    private boolean printPart(PrintStream out, Part part, PortPlan ports, HealthProbes probes)
            throws InterruptedException {
        Optional<ProcessRecord> record = living(part.module());
        boolean up = probes.up(part) && probes.routed(part);
        row(
                out,
                part.module(),
                record.map(ProcessRecord::pid),
                ports.of(part),
                up,
                record.map(found -> memory.of(found.pid())).orElse(OptionalLong.empty()),
                record.map(found -> Integer.toString(found.restarts())).orElse(""));
        return up;
    }

    private static void row(
            PrintStream out,
            String name,
            Optional<Long> pid,
            int port,
            boolean up,
            OptionalLong bytes,
            String restarts) {
        out.printf(
                Locale.ROOT,
                ROW,
                name,
                pid.map(String::valueOf).orElse("-"),
                port,
                up ? "up" : "down",
                megabytes(bytes),
                restarts);
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, "%.0f MB", bytes.getAsLong() / BYTES_IN_MB);
    }
}
