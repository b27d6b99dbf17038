package vn.dancu.sandbox.launch;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for. The {@code dancu} script refuses unknown flags before it builds
 * anything; the same rules stand here for whoever starts the supervisor directly.
 */
record Arguments(
        Command command,
        Path project,
        Path data,
        boolean reset,
        int portBase,
        MemoryProfile memory,
        boolean startCaches,
        boolean awaitStartCaches,
        boolean untilParentEnds,
        @Nullable Elsewhere elsewhere,
        List<String> rest) {

    /**
     * An installation that {@code up} did not start: containers, or a cluster.
     *
     * @param postgres {@code host:port} of the server with the four databases
     * @param kafka properties of a Kafka client
     */
    record Elsewhere(String postgres, Path kafka) {}

    /** The first port, unless {@code --port-base} says otherwise. */
    static final int DEFAULT_PORT_BASE = 8080;

    /** Below are system ports; above, the last of our ports would not exist. */
    private static final int MIN_PORT_BASE = 1024;

    private static final int MAX_PORT_BASE = 65535 - PortPlan.COUNT;

    enum Command {
        UP,
        DOWN,
        STATUS,
        TOKEN,
        SECRETS,
        AUDIT
    }

    Arguments {
        rest = List.copyOf(rest);
    }

    static Arguments parse(List<String> words) {
        Deque<String> left = new ArrayDeque<>(words);
        if (left.isEmpty()) {
            throw new UsageException(
                    "which command? one of up, down, status, token, secrets, audit");
        }
        Command command = command(left.pop());
        Path project = Path.of("").toAbsolutePath();
        Path data = null;
        boolean reset = false;
        int portBase = DEFAULT_PORT_BASE;
        MemoryProfile memory = MemoryProfile.DEMONSTRATION;
        boolean startCaches = true;
        boolean awaitStartCaches = false;
        boolean untilParentEnds = false;
        String postgres = null;
        Path kafka = null;
        List<String> rest = new ArrayList<>();
        while (!left.isEmpty()) {
            String word = left.pop();
            switch (word) {
                case "--project" -> project = Path.of(value(word, left)).toAbsolutePath();
                case "--data" -> data = Path.of(value(word, left)).toAbsolutePath();
                case "--reset" -> reset = only(command, Command.UP, word);
                case "--no-start-caches" -> startCaches = !only(command, Command.UP, word);
                case "--await-start-caches" -> awaitStartCaches = only(command, Command.UP, word);
                case "--until-parent-ends" -> untilParentEnds = only(command, Command.UP, word);
                case "--port-base" -> {
                    only(command, Command.UP, word);
                    portBase = port(value(word, left));
                }
                case "--postgres" -> {
                    only(command, Command.AUDIT, word);
                    postgres = value(word, left);
                }
                case "--kafka-settings" -> {
                    only(command, Command.AUDIT, word);
                    kafka = Path.of(value(word, left)).toAbsolutePath();
                }
                case "--profile-memory" -> {
                    only(command, Command.UP, word);
                    memory = MemoryProfile.named(value(word, left));
                }
                default -> {
                    if (word.startsWith("-") || command != Command.TOKEN || !rest.isEmpty()) {
                        throw unknown(command, word);
                    }
                    rest.add(word);
                }
            }
        }
        if (command == Command.TOKEN && rest.isEmpty()) {
            throw new UsageException("dancu token: which client?");
        }
        if ((postgres == null) != (kafka == null)) {
            throw new UsageException("dancu audit: --postgres and --kafka-settings go together");
        }
        Path folder = data == null ? project.resolve(".data") : data;
        return new Arguments(
                command,
                project.normalize(),
                folder.normalize(),
                reset,
                portBase,
                memory,
                startCaches,
                awaitStartCaches,
                untilParentEnds,
                postgres == null || kafka == null ? null : new Elsewhere(postgres, kafka),
                rest);
    }

    private static Command command(String word) {
        for (Command command : Command.values()) {
            if (command.name().toLowerCase(Locale.ROOT).equals(word)) {
                return command;
            }
        }
        throw new UsageException("dancu: unknown command: " + word);
    }

    private static String value(String flag, Deque<String> left) {
        String value = left.poll();
        if (value == null || value.isEmpty()) {
            throw new UsageException("dancu: " + flag + " needs a value");
        }
        return value;
    }

    private static boolean only(Command command, Command owner, String flag) {
        if (command != owner) {
            throw unknown(command, flag);
        }
        return true;
    }

    private static UsageException unknown(Command command, String word) {
        String name = command.name().toLowerCase(Locale.ROOT);
        return new UsageException("dancu " + name + ": unknown argument: " + word);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= MIN_PORT_BASE && port <= MAX_PORT_BASE) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, with the bounds.
        }
        throw new UsageException(
                "dancu: --port-base needs a number from "
                        + MIN_PORT_BASE
                        + " to "
                        + MAX_PORT_BASE
                        + ", not "
                        + text);
    }
}
