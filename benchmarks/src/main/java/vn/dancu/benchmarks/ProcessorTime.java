package vn.dancu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The processor time that the measured platform has had: its services, its PostgreSQL with all
 * backends, also ended ones, and the process that measures. On a machine that does other things too
 * it tells more than the clock. What the compilers of the JVMs take is told apart: it is of the
 * first minutes. Where there is no {@code /proc} it tells nothing.
 */
final class ProcessorTime {
    private static final Path PROC = Path.of("/proc");
    // User and system time are the 14th and 15th field, those of ended children follow.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int TICKS_A_SECOND = 100;
    private static final Set<String> DATABASES =
            Set.of("population", "idnumber", "card", "sharing");

    /** The part of all JVMs' compilers together. */
    static final String COMPILING = "compiling";

    private ProcessorTime() {}

    private record Running(String pid, String parent, String command, long own, long ended) {}

    /** In seconds, since these processes began. */
    static Optional<Double> ofPlatform() {
        Map<String, Double> parts = ofParts();
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(parts.values().stream().mapToDouble(d -> d).sum());
    }

    /** The same by process; of PostgreSQL by database, and what serves all of them. */
    static Map<String, Double> ofParts() {
        if (!Files.isDirectory(PROC)) {
            return Map.of();
        }
        String folder = String.valueOf(Path.of(Platform.required("DANCU_CREDENTIALS")).getParent());
        String me = Long.toString(ProcessHandle.current().pid());
        List<Running> all = all();
        Set<String> postmasters = new HashSet<>();
        Map<String, Double> parts = new TreeMap<>();
        for (Running process : all) {
            if (process.command().contains("-D " + folder + "/postgres")) {
                postmasters.add(process.pid());
                add(parts, "postgres", process.own() + process.ended());
            } else if (process.pid().equals(me)) {
                addJvm(parts, "benchmark", process);
            } else if (process.command().contains("-Ddancu.process=" + folder + "/")) {
                addJvm(parts, name(process.command(), folder), process);
            } else if (process.command().contains("--data " + folder + " ")) {
                addJvm(parts, "supervisor and kafka", process);
            }
        }
        for (Running process : all) {
            if (postmasters.contains(process.parent())) {
                add(parts, backend(process.command()), process.own());
            }
        }
        return parts;
    }

    /** The seconds of each part since an earlier look. */
    static Map<String, Double> since(Map<String, Double> before) {
        Map<String, Double> parts = ofParts();
        parts.replaceAll((part, seconds) -> seconds - before.getOrDefault(part, 0.0));
        return parts;
    }

    /** Adds to a sum what each part had between two looks. */
    static void addBetween(
            Map<String, Double> sum, Map<String, Double> before, Map<String, Double> after) {
        after.forEach(
                (part, seconds) ->
                        sum.merge(part, seconds - before.getOrDefault(part, 0.0), Double::sum));
    }

    /** Microseconds for each of so many, the largest part first, without what hardly counts. */
    static String shown(Map<String, Double> parts, long number, String of) {
        double whole = parts.values().stream().mapToDouble(d -> d).sum();
        return "%.0f µs %s: ".formatted(whole / number * 1e6, of)
                + parts.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .filter(part -> part.getValue() / number > 4e-6)
                        .map(
                                part ->
                                        "%s %.0f"
                                                .formatted(
                                                        part.getKey(),
                                                        part.getValue() / number * 1e6))
                        .collect(Collectors.joining(", "));
    }

    private static void addJvm(Map<String, Double> parts, String part, Running process) {
        long compiling = compiling(process.pid());
        add(parts, COMPILING, compiling);
        add(parts, part, process.own() - compiling);
    }

    /** Of the compiler threads that run now; what an ended one took stays with its process. */
    private static long compiling(String pid) {
        long ticks = 0;
        try (var threads = Files.newDirectoryStream(PROC.resolve(pid).resolve("task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*")) {
                    String[] fields = fields(thread);
                    ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]);
                }
            }
        } catch (IOException e) {
            // It has ended meanwhile.
        }
        return ticks;
    }

    private static void add(Map<String, Double> parts, String part, long ticks) {
        parts.merge(part, (double) ticks / TICKS_A_SECOND, Double::sum);
    }

    private static String name(String command, String folder) {
        String process = "-Ddancu.process=" + folder + "/";
        int from = command.indexOf(process) + process.length();
        String path = command.substring(from, command.indexOf(' ', from));
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@code postgres: user database address what it does}, or what a helper is for. */
    private static String backend(String command) {
        String[] words = command.split(" +", -1);
        return words.length > 3 && DATABASES.contains(words[2])
                ? "postgres " + words[2]
                : "postgres";
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

    private static String[] fields(Path folder) throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        // The name in brackets may hold anything.
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static Optional<Running> read(Path folder) {
        try {
            String[] fields = fields(folder);
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
