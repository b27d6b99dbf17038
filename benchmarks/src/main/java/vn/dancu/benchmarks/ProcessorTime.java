package vn.dancu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processor time that the measured platform has had: its services, its PostgreSQL with all
 * backends, also ended ones, and the process that measures. On a machine that does other things too
 * it tells more than the clock. Where there is no {@code /proc} it tells nothing.
 */
final class ProcessorTime {
    private static final Path PROC = Path.of("/proc");
    // User and system time are the 14th and 15th field, those of ended children follow.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int TICKS_A_SECOND = 100;

    private ProcessorTime() {}

    private record Running(String pid, String parent, String command, long own, long ended) {}

    /** In seconds, since these processes began. */
    static Optional<Double> ofPlatform() {
        if (!Files.isDirectory(PROC)) {
            return Optional.empty();
        }
        String folder = String.valueOf(Path.of(Platform.required("DANCU_CREDENTIALS")).getParent());
        String me = Long.toString(ProcessHandle.current().pid());
        List<Running> all = all();
        Set<String> postmasters = new HashSet<>();
        long ticks = 0;
        for (Running process : all) {
            if (process.command().contains("-D " + folder + "/postgres")) {
                postmasters.add(process.pid());
                ticks += process.own() + process.ended();
            } else if (process.pid().equals(me)
                    || process.command().contains("-Ddancu.process=" + folder + "/")
                    || process.command().contains("--data " + folder + " ")) {
                ticks += process.own();
            }
        }
        for (Running process : all) {
            if (postmasters.contains(process.parent())) {
                ticks += process.own();
            }
        }
        return Optional.of((double) ticks / TICKS_A_SECOND);
    }

    private static List<Running> all() {
        List<Running> all = new ArrayList<>();
        try (var folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                read(folder).ifPresent(all::add);
            }
        } catch (IOException e) {
            return List.of();
        }
        return all;
    }

    private static Optional<Running> read(Path folder) {
        try {
            String stat = Files.readString(folder.resolve("stat"));
            // The name in brackets may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            String command = Files.readString(folder.resolve("cmdline")).replace('\0', ' ');
            long own = Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]);
            long ended = Long.parseLong(fields[USER + 2]) + Long.parseLong(fields[USER + 3]);
            return Optional.of(
                    new Running(
                            String.valueOf(folder.getFileName()),
                            fields[PARENT],
                            command,
                            own,
                            ended));
        } catch (IOException e) {
            // It has ended meanwhile.
            return Optional.empty();
        }
    }
}
