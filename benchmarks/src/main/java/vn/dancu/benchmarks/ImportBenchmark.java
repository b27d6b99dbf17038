package vn.dancu.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;
import vn.dancu.synthetic.Population;

/**
 * Cards imported end to end through the gateway, against what plain binary COPY of the same rows
 * into the same tables with the same indexes and durability reaches in the same run.
 *
 * <p>The import's time runs from the first byte sent to the drained outbox, with index build and
 * ANALYZE, and includes numbering. The latency is that of reading the import's progress through the
 * gateway meanwhile. {@code -Ddancu.bench.cards} says how many cards.
 */
final class ImportBenchmark {
    private static final long CARDS = Long.getLong("dancu.bench.cards", 1_000_000);
    private static final List<String> TABLES =
            List.of(
                    "person",
                    "person_by_number",
                    "person_by_old_number",
                    "person_by_barcode",
                    "person_by_likeness",
                    "named_relative");
    private static final String LIMIT_SCHEMA = "bench_limit";
    private static final double NATION = 86_000_000;

    /** Often enough to see how it answers, and no load of its own. */
    private static final long PROGRESS_EVERY_MILLIS = 200;

    private final Platform platform;

    ImportBenchmark(Platform platform) {
        this.platform = platform;
    }

    Result run() throws Exception {
        Path folder = Files.createTempDirectory("dancu-bench-");
        try {
            Path cards = folder.resolve("cards.ndjson");
            // Another seed than the demonstration's: cards that are not on record yet.
            long seed = System.nanoTime();
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(cards), 1 << 18)) {
                new Population(seed).writeTo(out, CARDS);
                progress("made %,d cards, %d MB".formatted(CARDS, Files.size(cards) >> 20));
            }
            Percentiles latency = new Percentiles();
            PeakMemory memory = PeakMemory.start();
            Map<String, Double> before = ProcessorTime.ofParts();
            Imported imported = runImport(cards, latency);
            Map<String, Double> spent = new TreeMap<>(ProcessorTime.ofParts());
            spent.replaceAll((part, seconds) -> seconds - before.getOrDefault(part, 0.0));
            double processor = spent.values().stream().mapToDouble(d -> d).sum();
            memory.stop();
            progress(
                    "imported %,d cards in %.1f s".formatted(imported.lines(), imported.seconds()));
            Map<Integer, Double> processorOfCopy = new LinkedHashMap<>();
            Map<Integer, Double> limits = limits(folder, processorOfCopy);
            double limit = limits.values().stream().mapToDouble(d -> d).max().orElse(0);
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("cards", imported.lines());
            details.put("stored", imported.stored());
            details.put("rejected", imported.rejected());
            details.put("seconds", Math.round(imported.seconds() * 10) / 10.0);
            details.put("drainSeconds", Math.round(imported.drainSeconds() * 10) / 10.0);
            limits.forEach(
                    (connections, rate) -> details.put("copyRate" + connections, Math.round(rate)));
            if (processor > 0) {
                processor(details, processor / imported.stored(), processorOfCopy);
                spent.forEach(
                        (part, seconds) ->
                                details.put(
                                        "processorMicros " + part,
                                        Math.round(seconds / imported.stored() * 1e7) / 10.0));
            }
            details.put("bytesPerPerson", bytesPerPerson());
            details.put("indexMegabytes", megabytes("pg_indexes_size(c.oid)"));
            details.put("cacheMegabytes", cacheMegabytes());
            memory.report(details);
            details.put(
                    "minutesFor86Million",
                    Math.round(NATION / (imported.lines() / imported.seconds()) / 60));
            return new Result(
                    "import",
                    "people/s",
                    imported.stored() / imported.seconds(),
                    limit,
                    latency.at(0.50),
                    latency.at(0.99),
                    "progress read through the gateway meanwhile",
                    details);
        } finally {
            deleteAll(folder);
        }
    }

    /** What each person costs in processor time, here and in the limit. */
    private static void processor(
            Map<String, Object> details, double imported, Map<Integer, Double> copied) {
        double least = copied.values().stream().mapToDouble(d -> d).min().orElse(0);
        details.put("processorMicros", Math.round(imported * 1e7) / 10.0);
        details.put("processorMicrosOfCopy", Math.round(least * 1e7) / 10.0);
        details.put("processorRatio", Math.round(1000 * least / imported) / 1000.0);
    }

    private record Imported(
            long lines, long stored, long rejected, double seconds, double drainSeconds) {}

    private Imported runImport(Path cards, Percentiles latency) throws Exception {
        String token = platform.token("ops");
        long start = System.nanoTime();
        String id =
                platform.upload("/population/v1/imports", token, cards)
                        .required("importId")
                        .asString();
        long tokenMade = System.nanoTime();
        JsonNode state;
        while (true) {
            if (System.nanoTime() - tokenMade > TimeUnit.MINUTES.toNanos(5)) {
                token = platform.token("ops");
                tokenMade = System.nanoTime();
            }
            long asked = System.nanoTime();
            state = platform.get("/population/v1/imports/" + id, token);
            latency.add((System.nanoTime() - asked) / 1e6);
            String name = state.path("state").asString("");
            if (name.equals("COMPLETED")) {
                break;
            }
            if (name.equals("FAILED")) {
                throw new IllegalStateException("the import failed");
            }
            TimeUnit.MILLISECONDS.sleep(PROGRESS_EVERY_MILLIS);
        }
        long stored = System.nanoTime();
        awaitDrainedOutbox();
        analyzeWhatIsNot();
        long end = System.nanoTime();
        long lines = state.path("lines").asLong();
        long rejected = state.path("rejected").asLong();
        return new Imported(
                lines, lines - rejected, rejected, (end - start) / 1e9, (end - stored) / 1e9);
    }

    private void awaitDrainedOutbox() throws SQLException, IOException, InterruptedException {
        try (Connection database = platform.database();
                Statement statement = database.createStatement()) {
            while (true) {
                try (var rows = statement.executeQuery("select count(*) from outbox")) {
                    rows.next();
                    if (rows.getLong(1) == 0) {
                        return;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** People a second that plain COPY reaches, by number of connections. */
    private Map<Integer, Double> limits(Path folder, Map<Integer, Double> processor)
            throws Exception {
        Map<Integer, Double> rates = new LinkedHashMap<>();
        for (int connections : new int[] {1, 2}) {
            long people = export(folder, connections);
            prepareTables();
            double before = ProcessorTime.ofPlatform().orElse(0.0);
            long start = System.nanoTime();
            copyAll(folder, connections);
            double seconds = (System.nanoTime() - start) / 1e9;
            processor.put(connections, (ProcessorTime.ofPlatform().orElse(0.0) - before) / people);
            rates.put(connections, people / seconds);
            progress(
                    "plain COPY with %d connection(s): %,.0f people/s"
                            .formatted(connections, people / seconds));
        }
        try (Connection database = platform.database();
                Statement drop = database.createStatement()) {
            drop.execute("drop schema " + LIMIT_SCHEMA + " cascade");
        }
        return rates;
    }

    /** Writes the rows of each table as binary files, a share for each connection. */
    private long export(Path folder, int parts) throws SQLException, IOException {
        long people = 0;
        try (Connection database = platform.database()) {
            var copies = database.unwrap(PGConnection.class).getCopyAPI();
            for (String table : TABLES) {
                String key =
                        switch (table) {
                            case "person_by_number" -> "number";
                            case "person_by_barcode" -> "barcode";
                            default -> "person_id::text";
                        };
                for (int part = 0; part < parts; part++) {
                    String query =
                            "copy (select * from %s where abs(hashtext(%s)) %% %d = %d) to stdout (format binary)"
                                    .formatted(table, key, parts, part);
                    try (OutputStream out =
                            new BufferedOutputStream(
                                    Files.newOutputStream(file(folder, table, part)), 1 << 18)) {
                        long rows = copies.copyOut(query, out);
                        people += table.equals("person") ? rows : 0;
                    }
                }
            }
        }
        return people;
    }

    /** A first load gathers statistics itself, after its indexes. */
    private void analyzeWhatIsNot() throws SQLException, IOException {
        try (Connection database = platform.database();
                Statement statement = database.createStatement()) {
            for (String table : TABLES) {
                try (var rows =
                        statement.executeQuery(
                                "select exists (select from pg_stats where schemaname = 'public'"
                                        + " and tablename = '"
                                        + table
                                        + "' and inherited)")) {
                    rows.next();
                    if (rows.getBoolean(1)) {
                        continue;
                    }
                }
                statement.execute("analyze " + table);
            }
        }
    }

    /** The tables as they are now: columns, checks, partitions and indexes. */
    private void prepareTables() throws SQLException, IOException {
        try (Connection database = platform.database();
                Statement statement = database.createStatement()) {
            statement.execute("drop schema if exists " + LIMIT_SCHEMA + " cascade");
            statement.execute("create schema " + LIMIT_SCHEMA);
            for (String table : TABLES) {
                statement.execute(
                        """
                        do $$
                        declare part record;
                        begin
                            execute format('create table %1$s.%2$s (like public.%2$s including all)'
                                || ' partition by %%s', pg_get_partkeydef('public.%2$s'::regclass));
                            for part in
                                select c.relname, pg_get_expr(c.relpartbound, c.oid) as bound
                                from pg_inherits i join pg_class c on c.oid = i.inhrelid
                                where i.inhparent = 'public.%2$s'::regclass
                            loop
                                execute format('create table %1$s.%%I partition of %1$s.%2$s %%s',
                                    part.relname, part.bound);
                            end loop;
                        end $$
                        """
                                .formatted(LIMIT_SCHEMA, table));
            }
        }
    }

    private void copyAll(Path folder, int connections) throws Exception {
        try (var pool = Executors.newFixedThreadPool(connections)) {
            List<Callable<Void>> parts = new ArrayList<>();
            for (int part = 0; part < connections; part++) {
                int mine = part;
                parts.add(() -> copyPart(folder, mine));
            }
            for (Future<Void> done : pool.invokeAll(parts)) {
                done.get();
            }
        }
        try (Connection database = platform.database();
                Statement analyze = database.createStatement()) {
            for (String table : TABLES) {
                analyze.execute("analyze " + LIMIT_SCHEMA + "." + table);
            }
        }
    }

    private Void copyPart(Path folder, int part) throws SQLException, IOException {
        try (Connection database = platform.database()) {
            database.setAutoCommit(false);
            var copies = database.unwrap(PGConnection.class).getCopyAPI();
            for (String table : TABLES) {
                try (var in = Files.newInputStream(file(folder, table, part))) {
                    copies.copyIn(
                            "copy %s.%s from stdin (format binary)".formatted(LIMIT_SCHEMA, table),
                            in,
                            1 << 18);
                }
            }
            database.commit();
        }
        return null;
    }

    private long bytesPerPerson() throws SQLException, IOException {
        return number(
                """
                select (select sum(pg_total_relation_size(c.oid)) from pg_class c
                        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                            and c.relname ~ '^(person|named_relative)_')
                    / greatest(1, (select count(*) from person))
                """);
    }

    private long megabytes(String size) throws SQLException, IOException {
        return number(
                """
                select sum(%s) / 1048576 from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                    and c.relname ~ '^(person|named_relative)_'
                """
                        .formatted(size));
    }

    private long cacheMegabytes() throws SQLException, IOException {
        return number(
                "select setting::bigint * 8192 / 1048576 from pg_settings"
                        + " where name = 'shared_buffers'");
    }

    private long number(String query) throws SQLException, IOException {
        try (Connection database = platform.database();
                Statement statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Path file(Path folder, String table, int part) {
        return folder.resolve(table + "-" + part + ".copy");
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void progress(String said) {
        System.err.println("  " + said);
    }
}
