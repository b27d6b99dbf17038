package vn.dancu.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * How fast numbers are given: one by one over REST, in batches against plain COPY of as many rows,
 * the first of a bucket against the last, and within the registration of a birth.
 */
final class NumbersBenchmark {
    private static final int BATCH = 10_000;
    private static final int BATCHED = Integer.getInteger("dancu.bench.numbers", 400_000);
    private static final int SECONDS = Integer.getInteger("dancu.bench.seconds", 8);
    private static final int BIRTHS = Integer.getInteger("dancu.bench.births", 400);
    private static final int PLACES = 1_000_000;
    private static final String ALLOCATIONS = "/id-numbers/v1/allocations";

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private static final int WARM_UP_ROUNDS = 2;

    private final Platform platform;
    private final Map<String, Object> details = new LinkedHashMap<>();

    /** Numbers a second, and microseconds of processor time for each number. */
    private double copiesOfBoth;

    private double processorOfCopies;
    private double processorOfBatches;

    NumbersBenchmark(Platform platform) {
        this.platform = platform;
    }

    Result run() throws Exception {
        warmUp();
        Percentiles alone = new Percentiles();
        for (int callers : new int[] {1, 8, 64}) {
            commits(callers);
            singles("direct", platform.direct(ALLOCATIONS), callers, null);
            singles("gateway", platform.routed(ALLOCATIONS), callers, callers == 1 ? alone : null);
        }
        double batches = batches();
        double copies = copies(BATCHED);
        put(
                "batchesToCopyOfBothTables",
                "%.3f by the clock, %.3f by processor time"
                        .formatted(batches / copiesOfBoth, processorOfCopies / processorOfBatches));
        deciles("fill", 2051, 0);
        deciles("fill95Taken", 2052, 950_000);
        births();
        return new Result(
                "numbers",
                "numbers/s in batches of 10,000",
                batches,
                copies,
                alone.at(0.5),
                alone.at(0.99),
                "one number through the gateway, one caller",
                details);
    }

    /** Until the services run compiled code. */
    private void warmUp() throws Exception {
        String token = platform.token("ops");
        for (URI uri : List.of(platform.routed(ALLOCATIONS), platform.direct(ALLOCATIONS))) {
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                whileTimeLasts(
                        8,
                        stop -> {
                            while (System.nanoTime() < stop) {
                                post(uri, token, items("001", 1990, 1));
                            }
                            return 0;
                        });
            }
        }
        for (int i = 0; i < 20; i++) {
            post(platform.direct(ALLOCATIONS), token, items("001", 1991, BATCH));
        }
    }

    /** The machine's own limit for singles: transactions of one row, each made durable. */
    private void commits(int callers) throws Exception {
        int connections = Math.min(callers, 16);
        try (Connection database = platform.numbersDatabase();
                Statement statement = database.createStatement()) {
            statement.execute("drop table if exists bench_commit");
            statement.execute("create table bench_commit (id uuid primary key)");
        }
        long rate =
                whileTimeLasts(
                        connections,
                        stop -> {
                            int done = 0;
                            try (Connection database = platform.numbersDatabase();
                                    PreparedStatement insert =
                                            database.prepareStatement(
                                                    "insert into bench_commit values (?)")) {
                                while (System.nanoTime() < stop) {
                                    insert.setObject(1, UUID.randomUUID());
                                    insert.executeUpdate();
                                    done++;
                                }
                            }
                            return done;
                        });
        try (Connection database = platform.numbersDatabase();
                Statement statement = database.createStatement()) {
            statement.execute("drop table bench_commit");
        }
        put("commitsPerSecond" + callers, "%,d with %d connections".formatted(rate, connections));
    }

    private void singles(String way, URI uri, int callers, @Nullable Percentiles also)
            throws Exception {
        String token = platform.token("ops");
        Percentiles times = new Percentiles();
        AtomicInteger failed = new AtomicInteger();
        double processor = processorSeconds();
        long rate =
                whileTimeLasts(
                        callers,
                        stop -> {
                            int done = 0;
                            while (System.nanoTime() < stop) {
                                long start = System.nanoTime();
                                // All callers number newborns of one province, sex and year.
                                int status = post(uri, token, items("079", 2026, 1)).statusCode();
                                double millis = (System.nanoTime() - start) / 1e6;
                                if (status == 200) {
                                    done++;
                                    times.add(millis);
                                    if (also != null) {
                                        also.add(millis);
                                    }
                                } else {
                                    failed.incrementAndGet();
                                }
                            }
                            return done;
                        });
        put(
                "singles_%s_%d".formatted(way, callers),
                "%,d/s, p50 %.1f ms, p99 %.1f ms, %,.0f µs of processor time each, %d failed"
                        .formatted(
                                rate,
                                times.at(0.5),
                                times.at(0.99),
                                (processorSeconds() - processor) * 1e6 / Math.max(1, times.size()),
                                failed.get()));
    }

    /**
     * Of the whole platform and of this process: on a busy machine it tells more than the clock.
     */
    private static double processorSeconds() {
        return ProcessorTime.ofPlatform().orElse(0.0);
    }

    private interface Work {
        int until(long stop) throws Exception;
    }

    private static long whileTimeLasts(int threads, Work work) throws Exception {
        long start = System.nanoTime();
        long stop = start + Duration.ofSeconds(SECONDS).toNanos();
        long done = 0;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                calls.add(() -> work.until(stop));
            }
            for (Future<Integer> result : pool.invokeAll(calls)) {
                done += result.get();
            }
        }
        return Math.round(done / ((System.nanoTime() - start) / 1e9));
    }

    /** Two callers, as an import has; numbers over the buckets of a birth cohort. */
    private double batches() throws Exception {
        String token = platform.token("ops");
        int count = BATCHED / BATCH;
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(items("0" + (i % 2 == 0 ? "38" : "40"), 1950 + i, BATCH));
        }
        AtomicInteger next = new AtomicInteger();
        Percentiles times = new Percentiles();
        double processor = processorSeconds();
        long start = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(2)) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                calls.add(
                        () -> {
                            for (int n = next.getAndIncrement();
                                    n < count;
                                    n = next.getAndIncrement()) {
                                long began = System.nanoTime();
                                require(post(platform.direct(ALLOCATIONS), token, bodies.get(n)));
                                times.add((System.nanoTime() - began) / 1e6);
                            }
                            return null;
                        });
            }
            for (Future<Void> done : pool.invokeAll(calls)) {
                done.get();
            }
        }
        double rate = BATCHED / ((System.nanoTime() - start) / 1e9);
        processorOfBatches = (processorSeconds() - processor) * 1e6 / BATCHED;
        put(
                "batches",
                "%,.0f numbers/s, direct, 2 callers, %,d numbers; a batch p50 %.0f ms, p99 %.0f ms;"
                                .formatted(rate, BATCHED, times.at(0.5), times.at(0.99))
                        + " %.1f µs of processor time each".formatted(processorOfBatches));
        return rate;
    }

    /**
     * Plain COPY of as many rows: into the numbers' table, and into the owners' table too, with one
     * connection and with two.
     */
    private double copies(int rows) throws Exception {
        double best = 0;
        for (int connections = 1; connections <= 2; connections++) {
            double processor = processorSeconds();
            double one = copyRate(rows, "number", connections);
            double both = 1 / (1 / one + 1 / copyRate(rows, "assignment", connections));
            processor = (processorSeconds() - processor) * 1e6 / rows;
            best = Math.max(best, one);
            if (both > copiesOfBoth) {
                copiesOfBoth = both;
                processorOfCopies = processor;
            }
            put(
                    "copyWith%dConnections".formatted(connections),
                    "%,.0f rows/s into number; %,.0f numbers/s into number and assignment, %.1f µs"
                            .formatted(one, both, processor));
        }
        return best;
    }

    private double copyRate(int rows, String like, int connections) throws Exception {
        String table = "bench_" + like;
        try (Connection database = platform.numbersDatabase();
                Statement statement = database.createStatement()) {
            statement.execute("drop table if exists " + table);
            statement.execute("create table %s (like %s including all)".formatted(table, like));
            List<Callable<Double>> copies = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int from = i * (rows / connections);
                copies.add(() -> copyInto(table, like, from, from + rows / connections));
            }
            double slowest = 0;
            try (var pool = Executors.newFixedThreadPool(connections)) {
                for (Future<Double> spent : pool.invokeAll(copies)) {
                    slowest = Math.max(slowest, spent.get());
                }
            }
            statement.execute("drop table " + table);
            return rows / slowest;
        }
    }

    /** Seconds that the database took, each batch a transaction of its own. */
    private double copyInto(String table, String like, int from, int upTo) throws Exception {
        String columns =
                like.equals("number")
                        ? "(number, item_id, issued_at, origin)"
                        : "(item_id, number)";
        long spent = 0;
        try (Connection database = platform.numbersDatabase()) {
            database.setAutoCommit(false);
            for (int done = from; done < upTo; done += BATCH) {
                byte[] content = like.equals("number") ? numbers(done) : assignments();
                long start = System.nanoTime();
                database.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy %s %s from stdin (format binary)".formatted(table, columns),
                                new ByteArrayInputStream(content));
                database.commit();
                spent += System.nanoTime() - start;
            }
        }
        return spent / 1e9;
    }

    private static byte[] numbers(int from) throws IOException {
        // Random within a bucket and sorted within a batch, as the service writes them.
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            values.add(
                    (from / BATCH) * 1_000_000L
                            + i * 100L
                            + ThreadLocalRandom.current().nextInt(100));
        }
        return copy(
                BATCH,
                (out, i) -> {
                    out.writeShort(4);
                    bigint(out, values.get(i));
                    uuid(out, UUID.randomUUID());
                    bigint(out, 850_000_000_000_000L);
                    byte[] origin = "assigned".getBytes(StandardCharsets.US_ASCII);
                    out.writeInt(origin.length);
                    out.write(origin);
                });
    }

    private static byte[] assignments() throws IOException {
        return copy(
                BATCH,
                (out, i) -> {
                    out.writeShort(2);
                    uuid(out, UUID.randomUUID());
                    bigint(out, i);
                });
    }

    private interface Row {
        void write(DataOutputStream out, int index) throws IOException;
    }

    private static byte[] copy(int rows, Row row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows * 80);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0});
        out.writeInt(0);
        out.writeInt(0);
        for (int i = 0; i < rows; i++) {
            row.write(out, i);
        }
        out.writeShort(-1);
        return bytes.toByteArray();
    }

    private static void bigint(DataOutputStream out, long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private static void uuid(DataOutputStream out, UUID value) throws IOException {
        out.writeInt(2 * Long.BYTES);
        out.writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }

    /** Fills a bucket to its last number: time of a batch by tenth of what there is to give. */
    private void deciles(String name, int year, int taken) throws Exception {
        String token = platform.token("ops");
        require(post(platform.direct(ALLOCATIONS), token, items("031", year, 1)));
        if (taken > 0) {
            takeBeforehand("031", year, taken);
        }
        int left = PLACES - taken - 1;
        int batch = Math.min(BATCH, left / 50);
        List<Percentiles> times = new ArrayList<>();
        List<Percentiles> single = new ArrayList<>();
        for (int decile = 0; decile < 10; decile++) {
            Percentiles each = new Percentiles();
            Percentiles one = new Percentiles();
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                require(post(platform.direct(ALLOCATIONS), token, items("031", year, 1)));
                one.add((System.nanoTime() - start) / 1e6);
            }
            int until = (int) ((long) left * (9 - decile) / 10);
            int open = (int) ((long) left * (10 - decile) / 10) - 20;
            for (; open > until; open -= batch) {
                int some = Math.min(batch, open - until);
                long start = System.nanoTime();
                require(post(platform.direct(ALLOCATIONS), token, items("031", year, some)));
                each.add((System.nanoTime() - start) / 1e6);
            }
            times.add(each);
            single.add(one);
        }
        HttpResponse<String> over =
                post(platform.direct(ALLOCATIONS), token, items("031", year, 1));
        put(name + "BatchMsByDecile", shown(times));
        put(name + "SingleMsByDecile", shown(single));
        put(
                name + "AfterTheLast",
                over.body().contains("exhausted") ? "exhausted" : "still assigned");
    }

    private static String shown(List<Percentiles> times) {
        return String.join(
                " ", times.stream().map(each -> "%.1f".formatted(each.at(0.5))).toList());
    }

    /** Marks places evenly as registered, as a bulk registration leaves them. */
    private void takeBeforehand(String prefix, int year, int taken)
            throws SQLException, IOException {
        int bucket = Integer.parseInt(prefix) * 1_000 + 200 + year % 100;
        try (Connection database = platform.numbersDatabase();
                Statement statement = database.createStatement()) {
            statement.execute(
                    """
                    insert into taken_place (bucket, place)
                    select %d, place from generate_series(1, 999999) place
                     where place %% 20 <> 7
                     order by place limit %d
                    """
                            .formatted(bucket, taken));
            statement.execute(
                    "update bucket set registered = %d, taken_ahead = %d where bucket = %d"
                            .formatted(taken, taken, bucket));
            statement.execute("analyze taken_place");
        }
    }

    /** Decree 137/2015 Art 14, end to end: register, ask for a number, answer with it. */
    private void births() throws Exception {
        String token = platform.token("moj");
        for (int i = 0; i < BIRTHS / 2; i++) {
            birth(token);
        }
        for (int callers : new int[] {1, 8}) {
            Percentiles times = new Percentiles();
            AtomicInteger next = new AtomicInteger();
            AtomicInteger atOnce = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            double processor = processorSeconds();
            long start = System.nanoTime();
            try (var pool = Executors.newFixedThreadPool(callers)) {
                List<Callable<Void>> calls = new ArrayList<>();
                for (int c = 0; c < callers; c++) {
                    calls.add(
                            () -> {
                                while (next.getAndIncrement() < BIRTHS) {
                                    long began = System.nanoTime();
                                    int status = birth(token);
                                    times.add((System.nanoTime() - began) / 1e6);
                                    (status == 201 ? atOnce : failed).incrementAndGet();
                                }
                                return null;
                            });
                }
                for (Future<Void> done : pool.invokeAll(calls)) {
                    done.get();
                }
            }
            put(
                    "births_gateway_" + callers,
                    "%.1f/s, p50 %.0f ms, p99 %.0f ms, %d of %d answered with the number at once;"
                            .concat(" %,.0f µs of processor time each")
                            .formatted(
                                    BIRTHS / ((System.nanoTime() - start) / 1e9),
                                    times.at(0.5),
                                    times.at(0.99),
                                    atOnce.get(),
                                    atOnce.get() + failed.get(),
                                    (processorSeconds() - processor) * 1e6 / BIRTHS));
        }
    }

    private int birth(String token) throws IOException, InterruptedException {
        // Letters that differ, so that no birth looks like another one.
        String own =
                UUID.randomUUID()
                        .toString()
                        .replaceAll("[^a-f]", "")
                        .chars()
                        .limit(8)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        String body =
                """
                {"entry":{"office":"00001","book":"KS bench/2026","number":"%s"},
                 "child":{"name":"Nguyễn Gia X%s","dateOfBirth":"%s","sex":"%s",
                  "birthRegistrationPlace":{"province":"01","district":"001","commune":"00001"},
                  "origin":{"province":"01","district":"001","commune":"00001"},
                  "ethnicity":"1","nationality":"VN"},
                 "mother":{"name":"Trần Thị Y%s","nationality":"VN"}}
                """
                        .formatted(
                                UUID.randomUUID().toString().substring(0, 18),
                                own,
                                java.time.LocalDate.now(java.time.ZoneOffset.UTC)
                                        .minusDays(ThreadLocalRandom.current().nextInt(1, 30)),
                                ThreadLocalRandom.current().nextBoolean() ? "MALE" : "FEMALE",
                                own);
        HttpRequest request =
                HttpRequest.newBuilder(platform.routed("/population/v1/births"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=5")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private HttpResponse<String> post(URI uri, String token, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void require(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("numbers answered " + response.statusCode());
        }
    }

    private static String items(String prefix, int year, int count) {
        StringBuilder body =
                new StringBuilder(120 + count * 100)
                        .append("{\"requestId\":\"")
                        .append(UUID.randomUUID())
                        .append("\",\"items\":[");
        for (int i = 0; i < count; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"itemId\":\"")
                    .append(UUID.randomUUID())
                    .append("\",\"prefix\":\"")
                    .append(prefix)
                    .append("\",\"sex\":\"MALE\",\"birthYear\":")
                    .append(year)
                    .append('}');
        }
        return body.append("]}").toString();
    }

    private void put(String key, Object value) {
        details.put(key, value);
        System.err.println("  " + key + ": " + value);
    }
}
