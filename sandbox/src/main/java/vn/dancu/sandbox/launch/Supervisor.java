package vn.dancu.sandbox.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import vn.dancu.sandbox.infrastructure.InfrastructureException;

/**
 * One process that holds the whole platform: PostgreSQL and Kafka in itself, each service as a
 * child. It starts everything, keeps it alive, and takes it down in the reverse order.
 */
final class Supervisor {
    static final String NAME = "supervisor";

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final int SHOWN_LOG_LINES = 15;

    private final Arguments arguments;
    private final DataFolder data;
    private final PortPlan ports;
    private final Progress progress;
    private final Secrets secrets;
    private final Infrastructure infrastructure;
    private final ServicePrograms programs;
    private final ServiceEnvironment environment;
    private final HealthProbes probes;
    private final StartCaches caches;
    private final Map<Part, ServiceProcess> services = new EnumMap<>(Part.class);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final ExecutorService workers =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("up-", 0).factory());

    private boolean stopped;
    private volatile boolean usedCaches = true;

    Supervisor(Arguments arguments, Progress progress) {
        this.arguments = arguments;
        this.progress = progress;
        this.data = new DataFolder(arguments.data());
        this.ports = new PortPlan(arguments.portBase());
        this.secrets = new Secrets(data);
        this.infrastructure = new Infrastructure(data, ports, arguments.memory());
        this.programs = new ServicePrograms(arguments.project());
        this.environment = new ServiceEnvironment(arguments.project(), data, ports);
        this.probes = new HealthProbes(data, ports);
        this.caches = new StartCaches(programs, environment, data, arguments.memory());
    }

    /** Runs the platform until it is asked to stop. */
    void run() throws InterruptedException, IOException {
        data.create();
        try (FileChannel ignored = lock()) {
            programs.keepOwnFolder();
            clearLeftovers();
            new PortCheck().requireFree(ports);
            if (arguments.reset()) {
                data.reset();
                data.create();
                progress.say("data, secrets and logs are removed");
            }
            ProcessRecord.of(
                            NAME,
                            ProcessHandle.current(),
                            ServicePrograms.ownJar().getFileName().toString(),
                            0,
                            0)
                    .write(data.run());
            say(RunState.Phase.STARTING);
            Thread hook = new Thread(this::stopAtExit, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            stopWithParent();
            try {
                secrets.ensure();
                start();
                new Summary(arguments, data, ports).print(progress, memoryBytes(), usedCaches);
                if (arguments.awaitStartCaches()) {
                    makeCaches();
                }
                // The script that waits for this shows the summary first.
                say(RunState.Phase.HEALTHY);
                if (arguments.startCaches() && !arguments.awaitStartCaches()) {
                    Thread.ofPlatform().daemon().name("start-caches").start(this::makeCaches);
                }
                watch();
            } catch (LaunchException e) {
                stopAfterFailure();
                throw e;
            }
            // The lock is given back only when everything has stopped.
            hook.join();
        }
    }

    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            String pid =
                    ProcessRecord.read(data.run(), NAME)
                            .map(record -> " (pid " + record.pid() + ")")
                            .orElse("");
            throw new LaunchException(
                    "the platform runs already with the data in "
                            + data.root()
                            + pid
                            + "; ./dancu down stops it");
        }
        return channel;
    }

    /** We hold the lock, so whatever the records still name has lost its supervisor. */
    private void clearLeftovers() throws InterruptedException {
        for (String part : stopLeftovers(data)) {
            progress.say("stopped a leftover of a former run: " + part);
        }
    }

    static List<String> stopLeftovers(DataFolder data) throws InterruptedException {
        List<String> names = new ArrayList<>();
        for (Part part : Part.values()) {
            names.add(part.module());
        }
        List<String> stopped =
                new ArrayList<>(new Leftovers(data.run(), names).stop(Stopping.GRACE));
        if (Infrastructure.stopLeftover(data)) {
            stopped.add("PostgreSQL");
        }
        return stopped;
    }

    private void start() throws InterruptedException {
        progress.say("starting on ports " + ports.base() + " to " + ports.kafkaController());
        CompletableFuture<Void> postgres =
                step(
                        "PostgreSQL is ready (port " + ports.postgres() + ")",
                        () -> infrastructure.startPostgres(secrets.databasePasswords()));
        CompletableFuture<Void> kafka =
                step("Kafka is ready (port " + ports.kafka() + ")", infrastructure::startBroker);
        CompletableFuture<Void> config =
                step("", () -> launch(Part.CONFIG_SERVER))
                        .thenRunAsync(() -> awaitUp(Part.CONFIG_SERVER), workers);
        CompletableFuture<Void> data = CompletableFuture.allOf(postgres, kafka, config);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Part part : Part.values()) {
            if (part != Part.CONFIG_SERVER) {
                CompletableFuture<Void> before = part.database().isPresent() ? data : config;
                all.add(
                        before.thenRunAsync(() -> launch(part), workers)
                                .thenRunAsync(() -> awaitUp(part), workers));
            }
        }
        all.add(data);
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LaunchException("not everything started within " + START_LIMIT, e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
        awaitRoutes();
    }

    private CompletableFuture<Void> step(String done, Runnable action) {
        return CompletableFuture.runAsync(
                () -> {
                    action.run();
                    if (!done.isEmpty()) {
                        progress.say(done);
                    }
                },
                workers);
    }

    private static LaunchException failure(Throwable cause) {
        Throwable root = cause;
        while (root instanceof CompletionException && root.getCause() != null) {
            root = root.getCause();
        }
        return root instanceof LaunchException known
                ? known
                : new LaunchException(String.valueOf(root.getMessage()), root);
    }

    private void launch(Part part) {
        ServicePrograms.Program program = programs.prepare(part);
        List<String> cache = StartCaches.use(program, arguments.memory());
        if (cache.isEmpty()) {
            usedCaches = false;
        }
        List<String> command = new ArrayList<>();
        command.add(programs.java().toString());
        command.addAll(arguments.memory().flags(part));
        command.addAll(cache);
        command.add("-jar");
        command.add(program.jar().toString());
        ServiceProcess service =
                new ServiceProcess(
                        part,
                        command,
                        environment.of(part),
                        data,
                        ports.of(part),
                        progress,
                        () -> probes.up(part));
        try {
            synchronized (services) {
                if (stopRequested.getCount() == 0) {
                    return;
                }
                services.put(part, service);
                service.start();
            }
        } catch (IOException e) {
            throw new LaunchException("cannot start " + part.module() + ": " + e, e);
        }
    }

    private void awaitUp(Part part) {
        await(part, () -> asking(() -> probes.up(part)));
        progress.say(part.module() + " is up (port " + ports.of(part) + ")");
    }

    private void awaitRoutes() {
        for (Part part : Part.values()) {
            await(part, () -> asking(() -> probes.routed(part)));
        }
        progress.say("each route of the gateway answers");
    }

    private void await(Part part, BooleanSupplier condition) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (serviceGivenUp(part)) {
                throw new LaunchException(part.module() + " does not start. " + lastWords(part));
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchException(
                        part.module()
                                + " does not answer within "
                                + START_LIMIT
                                + ". "
                                + lastWords(part));
            }
            try {
                if (stopRequested.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new LaunchException("stopped while starting");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LaunchException("interrupted while starting", e);
            }
        }
    }

    private boolean serviceGivenUp(Part part) {
        synchronized (services) {
            ServiceProcess service = services.get(part);
            return service != null && service.givenUp();
        }
    }

    private String lastWords(Part part) {
        LogFile log = new LogFile(data.log(part.module()));
        return "The end of " + log.file() + ":\n" + String.join("\n", log.tail(SHOWN_LOG_LINES));
    }

    private static boolean asking(ServiceProcess.Health question) {
        try {
            return question.answers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted while asking for health", e);
        }
    }

    /** Keeps logs bounded and PostgreSQL alive until a stop is asked for. */
    private void watch() throws InterruptedException, IOException {
        Map<Part, String> passwords = secrets.databasePasswords();
        while (!stopRequested.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                if (infrastructure.revivePostgres(passwords)) {
                    progress.say("PostgreSQL died and was started again");
                }
            } catch (InfrastructureException e) {
                // Without its database nothing works: the next up clears what is in the way.
                throw new LaunchException("PostgreSQL cannot be started again", e);
            }
            new LogFile(data.log(NAME)).keepBounded();
            for (Part part : Part.values()) {
                new LogFile(data.log(part.module())).keepBounded();
            }
        }
    }

    private void makeCaches() {
        int made = 0;
        try {
            for (Part part : Part.values()) {
                if (caches.make(programs.prepare(part))) {
                    made++;
                }
            }
        } catch (IOException | LaunchException e) {
            progress.say("the next start will be slower, its caches cannot be made: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (made > 0) {
            progress.say(
                    "made the start caches of " + made + " services: the next start is faster");
        }
    }

    /** In front, the platform ends with the script that started it, however that ends. */
    private void stopWithParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        if (arguments.untilParentEnds() && parent.isPresent()) {
            workers.execute(
                    () -> {
                        parent.get().onExit().join();
                        System.exit(0);
                    });
        }
    }

    private OptionalLong memoryBytes() {
        List<Long> roots = new ArrayList<>(List.of(ProcessHandle.current().pid()));
        infrastructure.postgresPid().ifPresent(roots::add);
        return new ProcessMemory().ofTrees(roots);
    }

    private void stopAfterFailure() throws InterruptedException, IOException {
        if (stopRequested.getCount() > 0) {
            progress.say("giving up");
            stop(RunState.Phase.FAILED);
        }
    }

    private void stopAtExit() {
        try {
            stop(RunState.Phase.STOPPED);
        } catch (IOException e) {
            progress.say("while stopping: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * In the reverse order of the start: the gateway first, so that nobody meets half a platform.
     */
    private synchronized void stop(RunState.Phase last) throws InterruptedException, IOException {
        if (stopped) {
            return;
        }
        stopped = true;
        progress.say("stopping");
        stopRequested.countDown();
        say(RunState.Phase.STOPPING);
        caches.stop();
        List<ServiceProcess> running;
        synchronized (services) {
            running = new ArrayList<>(services.values()).reversed();
        }
        stopTogether(running, List.of(Part.GATEWAY));
        stopTogether(
                running,
                List.of(
                        Part.SHARING_SERVICE,
                        Part.CARD_ISSUANCE_SERVICE,
                        Part.ID_NUMBER_SERVICE,
                        Part.POPULATION_SERVICE));
        stopTogether(running, List.of(Part.AUTHORIZATION_SERVER));
        stopTogether(running, List.of(Part.DISCOVERY_SERVER));
        stopTogether(running, List.of(Part.CONFIG_SERVER));
        infrastructure.stop();
        probes.close();
        programs.close();
        ProcessRecord.delete(data.run(), NAME);
        say(last);
        progress.say("everything is stopped");
    }

    private void stopTogether(List<ServiceProcess> running, List<Part> parts)
            throws InterruptedException {
        List<ServiceProcess> these =
                running.stream().filter(service -> parts.contains(service.part())).toList();
        these.forEach(ServiceProcess::askToStop);
        for (ServiceProcess service : these) {
            service.stop(Stopping.GRACE);
        }
    }

    private void say(RunState.Phase phase) throws IOException {
        if (Files.isDirectory(data.run())) {
            new RunState(phase, ports.base(), arguments.memory(), Instant.now()).write(data);
        }
    }
}
