package vn.dancu.benchmarks;

import java.util.List;

/** {@code NAME [--json]}: runs a benchmark against the platform that the environment names. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        boolean json = words.contains("--json");
        String name = words.isEmpty() ? "" : words.getFirst();
        if (name.equals(ConstantHop.NAME)) {
            ConstantHop.serve(words.subList(1, words.size()));
            return;
        }
        Result result =
                switch (name) {
                    case "cards" -> new CardsBenchmark().run();
                    case "import" -> new ImportBenchmark(Platform.fromEnvironment()).run();
                    case "lookup" -> new LookupBenchmark(Platform.fromEnvironment()).run();
                    case "numbers" -> new NumbersBenchmark(Platform.fromEnvironment()).run();
                    case "search" -> new SearchBenchmark(Platform.fromEnvironment()).run();
                    case "startup" -> new StartupBenchmark(Platform.projectFolder()).run();
                    default -> {
                        System.err.println(
                                "no such benchmark; one of: cards, startup, import, lookup,"
                                        + " numbers, search");
                        System.exit(2);
                        throw new IllegalStateException();
                    }
                };
        System.out.println(json ? result.json() : result.table());
    }
}
