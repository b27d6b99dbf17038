package vn.dancu.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code keys --keys FOLDER [--id NAME]} makes the machine's key and certificate; {@code run --job
 * FILE --keys FOLDER --trust CSCA.cer --blanks FILE --out FOLDER [--spoil 3,7]} works a job off.
 */
public final class Main {
    private static final int EVERY = 1000;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Map<String, String> options = options(arguments);
            switch (arguments.length == 0 ? "" : arguments[0]) {
                case "keys" -> keys(options);
                case "run" -> run(options);
                default -> throw new MachineException("say keys or run");
            }
        } catch (MachineException e) {
            System.err.println("machine: " + e.getMessage());
            System.exit(1);
        }
    }

    private static MachineKeys keys(Map<String, String> options) {
        String id = options.getOrDefault("id", "demonstration-machine");
        return MachineKeys.in(Path.of(needed(options, "keys")), id);
    }

    private static void run(Map<String, String> options) throws IOException {
        byte[] trusted = Files.readAllBytes(Path.of(needed(options, "trust")));
        Set<Integer> spoil =
                Arrays.stream(options.getOrDefault("spoil", "").split(",", -1))
                        .filter(word -> !word.isBlank())
                        .map(Integer::parseInt)
                        .collect(Collectors.toSet());
        Machine.Order order =
                new Machine.Order(
                        Path.of(needed(options, "job")),
                        MachineKeys.certificate(trusted),
                        Path.of(needed(options, "blanks")),
                        Path.of(needed(options, "out")),
                        spoil);
        int done =
                new Machine(keys(options))
                        .run(
                                order,
                                count -> {
                                    if (count % EVERY == 0) {
                                        System.err.println("machine: " + count + " cards");
                                    }
                                });
        System.out.println(done + " cards");
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--")) {
                throw new MachineException("an option starts with two hyphens");
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }

    private static String needed(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new MachineException("--" + name + " is missing");
        }
        return value;
    }
}
