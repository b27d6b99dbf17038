package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ahead-of-time caches (JEP 514) that let the next start be fast: each service is built
 * up once more, beside the running platform and behind it in priority, and ends before it would
 * serve or register anywhere.
 */
final class StartCaches {
    private static final int TRAINING_MINUTES = 5;

    private final ServicePrograms programs;
    private final ServiceEnvironment environment;
    private final DataFolder data;
    private final MemoryProfile memory;

    private volatile @Nullable Process training;
    private volatile boolean stopped;

    StartCaches(
            ServicePrograms programs,
            ServiceEnvironment environment,
            DataFolder data,
            MemoryProfile memory) {
        this.programs = programs;
        this.environment = environment;
        this.data = data;
        this.memory = memory;
    }

    /** The arguments of a start that uses the cache, if there is one. */
    static List<String> use(ServicePrograms.Program program, MemoryProfile memory) {
        Path cache = program.cache(memory);
        return Files.isRegularFile(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    /** Makes the cache of this service unless it exists. True if it was made. */
    boolean make(ServicePrograms.Program program) throws IOException, InterruptedException {
        Path cache = program.cache(memory);
        if (stopped || Files.isRegularFile(cache)) {
            return false;
        }
        Path draft = cache.resolveSibling(cache.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        ProcessBuilder builder = new ProcessBuilder(command(program, draft));
        builder.directory(data.work(program.part()).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment.of(program.part(), 0));
        builder.redirectErrorStream(true);
        builder.redirectOutput(data.log(program.part().module() + "-start-cache").toFile());
        Process process = builder.start();
        training = process;
        try {
            boolean ended = process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES);
            if (!ended || process.exitValue() != 0 || !Files.isRegularFile(draft)) {
                return false;
            }
            Files.move(draft, cache, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            destroy(process);
            training = null;
            Files.deleteIfExists(draft);
        }
    }

    /** Ends a training that runs; what it made so far is discarded. */
    void stop() {
        stopped = true;
        Process current = training;
        if (current != null) {
            destroy(current);
        }
    }

    private List<String> command(ServicePrograms.Program program, Path draft) {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.add(programs.java().toString());
        command.add(ServiceProcess.mark(data, program.part()) + "/start-cache");
        command.addAll(memory.flags(program.part()));
        command.add("-XX:AOTCacheOutput=" + draft);
        command.add("-Dspring.context.exit=onRefresh");
        command.add("-jar");
        command.add(program.jar().toString());
        return command;
    }

    /** The JVM that writes the cache is a child of the one that was trained. */
    private static void destroy(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
