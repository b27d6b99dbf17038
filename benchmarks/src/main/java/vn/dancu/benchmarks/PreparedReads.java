package vn.dancu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query of a look-up on the database alone: by pgbench where it is installed, else by prepared
 * statements of this process.
 */
final class PreparedReads {
    private static final String QUERY =
            "select p.* from person_by_number n join person p using (person_id) where n.number = ";

    /** pgbench takes 128 scripts: so many people are asked about in turn. */
    private static final int PEOPLE = 100;

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final Platform platform;
    private final List<String> numbers;

    PreparedReads(Platform platform, List<String> numbers) {
        this.platform = platform;
        this.numbers = numbers;
    }

    String by() {
        return pgbench() ? "pgbench -M prepared" : "prepared statements by JDBC (no pgbench here)";
    }

    /** A figure of one load, as {@link Load} tells it. */
    String measure(int connections, int seconds) throws Exception {
        if (pgbench()) {
            return byPgbench(connections, seconds);
        }
        return Load.closed(
                        connections,
                        seconds,
                        new Load.Question() {
                            private final ThreadLocal<PreparedStatement> statements =
                                    ThreadLocal.withInitial(PreparedReads.this::prepared);

                            @Override
                            public boolean ask(java.util.SplittableRandom random) throws Exception {
                                PreparedStatement statement = statements.get();
                                statement.setString(1, numbers.get(random.nextInt(numbers.size())));
                                try (ResultSet rows = statement.executeQuery()) {
                                    return rows.next() && rows.getString("name") != null;
                                }
                            }
                        })
                .shown();
    }

    private PreparedStatement prepared() {
        try {
            Connection connection = platform.database();
            return connection.prepareStatement(QUERY + "?");
        } catch (IOException | java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean pgbench() {
        try {
            return new ProcessBuilder("pgbench", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String byPgbench(int connections, int seconds) throws Exception {
        Path folder = Files.createTempDirectory("dancu-pgbench-");
        try {
            List<String> command =
                    new ArrayList<>(
                            List.of("pgbench", "-n", "-M", "prepared", "-l", "--log-prefix=took"));
            command.addAll(List.of("-c", "" + connections, "-j", "" + Math.min(connections, 2)));
            command.addAll(List.of("-T", "" + seconds));
            for (int i = 0; i < Math.min(PEOPLE, numbers.size()); i++) {
                Path script = folder.resolve("ask" + i + ".sql");
                Files.writeString(script, QUERY + "'" + numbers.get(i) + "';\n");
                command.addAll(List.of("-f", script.toString()));
            }
            command.addAll(platform.databaseWords());
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().put("PGPASSWORD", platform.databasePassword());
            builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
            Process process = builder.start();
            if (!process.waitFor(seconds + 60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "pgbench failed: " + Files.readString(folder.resolve("said")));
            }
            return shown(folder);
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String shown(Path folder) throws IOException {
        Matcher rate = RATE.matcher(Files.readString(folder.resolve("said")));
        if (!rate.find()) {
            throw new IllegalStateException("pgbench told no rate");
        }
        Percentiles took = new Percentiles();
        try (var logs = Files.newDirectoryStream(folder, "took.*")) {
            for (Path log : logs) {
                for (String line : Files.readAllLines(log)) {
                    // client, transaction, microseconds, script, when
                    took.add(Long.parseLong(line.split(" ", -1)[2]) / 1e3);
                }
            }
        }
        return "%,.0f/s, p50 %.2f ms, p99 %.2f ms"
                .formatted(Double.parseDouble(rate.group(1)), took.at(0.5), took.at(0.99));
    }
}
