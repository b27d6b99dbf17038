package vn.dancu.acceptance.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import vn.dancu.synthetic.Population;

/**
 * What the demo was asked to do.
 *
 * @param gateway the only door
 * @param credentials the file of client secrets that {@code ./dancu up} wrote
 * @param people survey cards to import
 * @param births to register
 */
record DemoSettings(URI gateway, Path credentials, long people, long seed, int births) {
    static final String USAGE =
            """
            usage: ./dancu demo [--people N] [--seed S] [--births N]
              --people  survey cards to make and import (default 100000)
              --seed    the same seed makes the same people (default 1)
              --births  births to register (default 20)
            """;

    private static final int MAX_BIRTHS = 1_000;

    /**
     * @throws IllegalArgumentException with the reason, if the words or the environment are wrong
     */
    static DemoSettings read(String[] words, Map<String, String> environment) {
        Map<String, String> options =
                new HashMap<>(Map.of("--people", "100000", "--seed", "1", "--births", "20"));
        for (int i = 0; i < words.length; i += 2) {
            if (!options.containsKey(words[i]) || i + 1 == words.length) {
                throw new IllegalArgumentException("unknown or incomplete: " + words[i]);
            }
            options.put(words[i], words[i + 1]);
        }
        long people = number(options, "--people", 100, Population.MAX_PEOPLE);
        long seed = number(options, "--seed", 0, Integer.MAX_VALUE);
        int births = (int) number(options, "--births", 1, MAX_BIRTHS);
        String gateway = environment.getOrDefault("DANCU_GATEWAY", "http://localhost:8080");
        String credentials =
                environment.getOrDefault("DANCU_CREDENTIALS", ".data/credentials.properties");
        return new DemoSettings(URI.create(gateway), Path.of(credentials), people, seed, births);
    }

    private static long number(Map<String, String> options, String name, long least, long most) {
        String text = options.getOrDefault(name, "");
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw new IllegalArgumentException(name + " is from " + least + " to " + most);
    }

    /** Names this very job, so that a second run meets the answers of the first. */
    String jobKey() {
        return "demo-" + seed + "-" + people;
    }
}
