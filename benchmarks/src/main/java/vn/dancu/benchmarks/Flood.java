package vn.dancu.benchmarks;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** An agency asks at fifty times its quota; another one's times should hardly change. */
final class Flood {
    private static final String FLOODS = "portal";
    private static final String OTHER = "vss";
    private static final String PROCEDURE = "9.000001";
    private static final int QUOTA = Integer.getInteger("dancu.bench.flood.quota", 20);
    private static final int TIMES = 50;
    private static final int FLOODING_CALLERS = 32;
    private static final int OTHER_CALLERS = 8;
    private static final int OTHER_RATE = Integer.getInteger("dancu.bench.flood.other", 60);
    private static final int ROUNDS = 3;
    private static final int SECONDS = Integer.getInteger("dancu.bench.flood.seconds", 12);
    private static final int WARM_UP_SECONDS = Integer.getInteger("dancu.bench.flood.warm-up", 110);

    private final Platform platform;
    private final SyntheticRegister register;
    private final Asking asking;
    private final Asking flooding;

    /** Asks with a token and gives the status of the answer. */
    interface Asking {
        int ask(String token, String body) throws IOException, InterruptedException;
    }

    Flood(Platform platform, SyntheticRegister register, Asking asking, Asking flooding) {
        this.platform = platform;
        this.register = register;
        this.asking = asking;
        this.flooding = flooding;
    }

    void run(Map<String, Object> details) throws Exception {
        agree();
        // Warm: refusals are another way through the gateway than answers.
        other(WARM_UP_SECONDS);
        flood(WARM_UP_SECONDS, new ConcurrentHashMap<>());
        var calm = Load.Outcome.none();
        var beside = Load.Outcome.none();
        var flood = Load.Outcome.none();
        Map<String, Double> calmWork = new TreeMap<>();
        Map<String, Double> besideWork = new TreeMap<>();
        Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> before = ProcessorTime.ofParts();
            calm = calm.and(other(SECONDS));
            ProcessorTime.addBetween(calmWork, before, ProcessorTime.ofParts());
            try (var pool = Executors.newSingleThreadExecutor()) {
                // It begins before the other is measured, and ends after it.
                Callable<Load.Outcome> flooding = () -> flood(SECONDS + 2, answers);
                Future<Load.Outcome> running = pool.submit(flooding);
                Thread.sleep(1_000);
                before = ProcessorTime.ofParts();
                beside = beside.and(other(SECONDS));
                ProcessorTime.addBetween(besideWork, before, ProcessorTime.ofParts());
                flood = flood.and(running.get());
            }
        }
        double ratio = beside.took().at(0.99) / calm.took().at(0.99);
        put(details, "flood: quota of the flooding agency", QUOTA + "/s");
        put(
                details,
                "flood: asked",
                "%.0f/s, answers by status %s".formatted(flood.rate(), answers));
        put(details, "flood: other agency without it", calm.shown() + unwanted(calm));
        put(details, "flood: other agency beside it", beside.shown() + unwanted(beside));
        long seconds = (long) ROUNDS * SECONDS;
        put(
                details,
                "flood: processor time without it",
                ProcessorTime.shown(calmWork, seconds, "a second"));
        put(
                details,
                "flood: processor time beside it",
                ProcessorTime.shown(besideWork, seconds, "a second"));
        put(details, "flood: p99 beside ÷ without", "%.2f (goal 1.5)".formatted(ratio));
    }

    private static String unwanted(Load.Outcome outcome) {
        return ", %d of %d not answered"
                .formatted(outcome.asked() - outcome.wanted(), outcome.asked());
    }

    private Load.Outcome other(int seconds) throws Exception {
        String token = platform.token(OTHER);
        return Load.paced(
                OTHER_CALLERS,
                seconds,
                OTHER_RATE,
                random ->
                        asking.ask(
                                        token,
                                        LookupBenchmark.body(
                                                register, random, "1.002051", "social-insurance"))
                                == 200);
    }

    private Load.Outcome flood(int seconds, Map<Integer, AtomicLong> answers) throws Exception {
        String token = platform.token(FLOODS);
        return Load.paced(
                FLOODING_CALLERS,
                seconds,
                (double) TIMES * QUOTA,
                random -> {
                    int status =
                            flooding.ask(
                                    token,
                                    LookupBenchmark.body(
                                            register, random, PROCEDURE, "public-service"));
                    answers.computeIfAbsent(status, _ -> new AtomicLong()).incrementAndGet();
                    return status == 200;
                });
    }

    /** An agreement of its own for the agency that floods, by two administrators. */
    private void agree() throws IOException, InterruptedException {
        String author = platform.token("centre");
        String approver = platform.token("ops");
        String agreements = "/sharing/v1/agreements";
        JsonNode drafted =
                platform.create(
                        agreements,
                        author,
                        """
                        {"agency": "G22", "terms": {"legalBasis": "Measurement",
                         "purposes": ["public-service"], "validFrom": "2021-07-01",
                         "validTo": "2099-12-31", "operations": ["lookup"],
                         "procedures": [{"procedure": "%s",
                             "fields": ["name", "sex", "permanentResidence"]}],
                         "openToAllOfficers": true,
                         "quota": {"perDay": 1000000, "perSecond": %d}}}
                        """
                                .formatted(PROCEDURE, QUOTA));
        String path = agreements + "/" + drafted.required("id").asString();
        platform.post(path + "/test", author, "{\"version\": 1, \"reason\": \"Measurement\"}");
        platform.post(path + "/approval", approver, "{\"version\": 1}");
        platform.post(path + "/activation", author, "{\"version\": 1}");
    }

    private static void put(Map<String, Object> details, String key, Object value) {
        details.put(key, value);
        System.err.println("  " + key + ": " + value);
    }
}
