package vn.dancu.synthetic;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The command line: {@code Synthesise --people N --seed S --out FILE} writes the cards and, beside
 * them, {@code FILE.truth.json}.
 */
public final class Synthesise {
    private static final String USAGE = "usage: Synthesise [--people N] [--seed S] --out FILE";

    private Synthesise() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) throws IOException {
        Map<String, String> options = new HashMap<>(Map.of("--people", "100000", "--seed", "1"));
        for (int i = 0; i < arguments.length; i += 2) {
            boolean known = options.containsKey(arguments[i]) || arguments[i].equals("--out");
            if (!known || i + 1 == arguments.length) {
                err.println(USAGE);
                return 2;
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        String file = options.get("--out");
        if (file == null) {
            err.println(USAGE);
            return 2;
        }
        long people;
        long seed;
        try {
            people = Long.parseLong(options.getOrDefault("--people", ""));
            seed = Long.parseLong(options.getOrDefault("--seed", ""));
        } catch (NumberFormatException e) {
            err.println(USAGE);
            return 2;
        }
        if (people < 1 || people > Population.MAX_PEOPLE) {
            err.println("--people is from 1 to " + Population.MAX_PEOPLE);
            return 2;
        }
        long start = System.nanoTime();
        Truth truth;
        try (OutputStream stream =
                new BufferedOutputStream(Files.newOutputStream(Path.of(file)), 1 << 18)) {
            truth = new Population(seed).writeTo(stream, people);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.writeString(Path.of(file + ".truth.json"), truth.json());
        out.printf(
                "%,d cards, %,d MB, %.1f s, %,.0f cards/s%n",
                truth.lines(), truth.bytes() / 1_000_000, seconds, truth.lines() / seconds);
        return 0;
    }
}
