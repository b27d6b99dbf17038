package vn.dancu.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import vn.dancu.benchmarks.SyntheticRegister.Known;

/**
 * Look-ups of an agency through the gateway with everything on (token, agreement, quota, record,
 * signature), against the same hops with constant handlers and the same query on the database
 * alone; then one agency that floods beside another, and how late a change arrives.
 *
 * <p>{@code -Ddancu.bench.parts=rate,flood,lag} chooses among the three.
 */
final class LookupBenchmark {
    private static final String CLIENT = "vss";
    private static final int[] CALLERS = {1, 8, 32};
    private static final int SHOWN_CALLERS = 8;

    /** Real and constant hops take turns, so that a noisy minute meets both. */
    private static final int ROUNDS = 2;

    private static final int SECONDS = Integer.getInteger("dancu.bench.seconds", 6);
    private static final long PEOPLE = Long.getLong("dancu.bench.people", 100_000);
    private static final List<String> PARTS =
            List.of(System.getProperty("dancu.bench.parts", "rate,flood,lag").split(",", -1));

    private static final String REQUESTS = "http_server_requests";
    private static final String STAGES = "dancu_sharing_stage";
    private static final List<String> STAGE_NAMES =
            List.of("quota", "register", "digests", "record", "signature");
    private static final int POPULATION_OFFSET = 4;
    private static final int SHARING_OFFSET = 7;

    private final HttpClient http = client();
    private final Platform platform;
    private final SyntheticRegister register;
    private final Map<String, Object> details = new LinkedHashMap<>();

    LookupBenchmark(Platform platform) {
        this.platform = platform;
        this.register = new SyntheticRegister(platform);
    }

    /** What the hops took of a look-up, in milliseconds and in processor time. */
    private record Pair(Load.Outcome real, Load.Outcome constant) {}

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    Result run() throws Exception {
        register.readCards();
        register.fill(PEOPLE);
        details.put("people", PEOPLE);
        Pair shown = new Pair(Load.Outcome.none(), Load.Outcome.none());
        if (PARTS.contains("rate")) {
            shown = rates();
        }
        if (PARTS.contains("flood")) {
            // Whoever floods has a client of its own, whose threads and connections are its own.
            HttpClient another = client();
            new Flood(
                            platform,
                            register,
                            this::ask,
                            (token, body) ->
                                    send(another, platform.routed(ConstantHop.PATH), token, body))
                    .run(details);
        }
        if (PARTS.contains("lag")) {
            new EventLag(platform, register).run(details);
        }
        return new Result(
                "lookup",
                "look-ups/s by %d callers, against the same hops with constant handlers"
                        .formatted(SHOWN_CALLERS),
                shown.real().rate(),
                shown.constant().rate(),
                shown.real().took().at(0.50),
                shown.real().took().at(0.99),
                "a look-up through the gateway, %d callers".formatted(SHOWN_CALLERS),
                details);
    }

    private Pair rates() throws Exception {
        Pair shown = null;
        try (var chain = ConstantChain.start(platform)) {
            new WarmUp()
                    .with("look-ups", real())
                    .with("constant hops", constant(chain))
                    .run(details);
            for (int callers : CALLERS) {
                Pair pair = measure(chain, callers);
                shown = callers == SHOWN_CALLERS ? pair : shown;
            }
        }
        var reads =
                new PreparedReads(platform, register.sample().stream().map(Known::number).toList());
        details.put("query alone by", reads.by());
        for (int callers : CALLERS) {
            put("query alone, " + callers, reads.measure(callers, SECONDS));
        }
        return java.util.Objects.requireNonNull(shown);
    }

    private Pair measure(ConstantChain chain, int callers) throws Exception {
        String token = platform.token(CLIENT);
        Load.Question real = random -> ask(token, lookup(random)) == 200;
        Load.Question constant = constant(chain);
        var realSum = Load.Outcome.none();
        var constantSum = Load.Outcome.none();
        Map<String, Double> realWork = new TreeMap<>();
        Map<String, Double> constantWork = new TreeMap<>();
        var meters = new Meters();
        mark(meters);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Double> before = ProcessorTime.ofParts();
            realSum = realSum.and(Load.closed(callers, SECONDS, real));
            Map<String, Double> between = ProcessorTime.ofParts();
            constantSum = constantSum.and(Load.closed(callers, SECONDS, constant));
            ProcessorTime.addBetween(realWork, before, between);
            ProcessorTime.addBetween(constantWork, between, ProcessorTime.ofParts());
        }
        String at = " " + callers;
        put("look-ups," + at, realSum.shown() + missed(realSum));
        put("constant hops," + at, constantSum.shown() + missed(constantSum));
        put(
                "ratio," + at,
                "%.3f by the clock, %.3f by processor time, %.3f without the compilers"
                        .formatted(
                                realSum.rate() / constantSum.rate(),
                                perQuestion(constantWork, constantSum)
                                        / perQuestion(realWork, realSum),
                                perQuestion(compiled(constantWork), constantSum)
                                        / perQuestion(compiled(realWork), realSum)));
        times(meters, at, realSum);
        put("processor time," + at, ProcessorTime.shown(realWork, realSum.asked(), "a question"));
        put(
                "processor time of constant hops," + at,
                ProcessorTime.shown(constantWork, constantSum.asked(), "a question"));
        return new Pair(realSum, constantSum);
    }

    private static String missed(Load.Outcome outcome) {
        long missed = outcome.asked() - outcome.wanted();
        return missed == 0 ? "" : ", %d of %d not answered".formatted(missed, outcome.asked());
    }

    private static double perQuestion(Map<String, Double> work, Load.Outcome outcome) {
        return work.values().stream().mapToDouble(d -> d).sum() / outcome.asked();
    }

    private static Map<String, Double> compiled(Map<String, Double> work) {
        Map<String, Double> compiled = new TreeMap<>(work);
        compiled.remove(ProcessorTime.COMPILING);
        return compiled;
    }

    private void mark(Meters meters) throws IOException, InterruptedException {
        meters.mark(port(0), REQUESTS, "uri=\"/sharing");
        meters.mark(port(SHARING_OFFSET), REQUESTS, "uri=\"/sharing/v1/lookups\"");
        meters.mark(port(POPULATION_OFFSET), REQUESTS, "uri=\"/internal/population/v1/lookups\"");
        for (String stage : STAGE_NAMES) {
            meters.mark(port(SHARING_OFFSET), STAGES, "stage=\"" + stage + "\"");
        }
    }

    /** Means of the real look-ups: each hop without those behind it. */
    private void times(Meters meters, String at, Load.Outcome outcome)
            throws IOException, InterruptedException {
        double whole = outcome.seconds() * 1_000 / outcome.asked() * callersOf(at);
        double gateway = meters.mean(port(0), REQUESTS, "uri=\"/sharing");
        double sharing = meters.mean(port(SHARING_OFFSET), REQUESTS, "uri=\"/sharing/v1/lookups\"");
        double population =
                meters.mean(
                        port(POPULATION_OFFSET),
                        REQUESTS,
                        "uri=\"/internal/population/v1/lookups\"");
        Map<String, Double> stages = new LinkedHashMap<>();
        for (String stage : STAGE_NAMES) {
            stages.put(stage, meters.mean(port(SHARING_OFFSET), STAGES, "stage=\"" + stage + "\""));
        }
        double register = stages.getOrDefault("register", 0.0);
        double known = stages.values().stream().mapToDouble(d -> d).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("caller and its connection", whole - gateway);
        shares.put("gateway and the hop behind it", gateway - sharing);
        shares.put("sharing: token, agreement, the rest", sharing - known);
        shares.put("sharing: quota", stages.getOrDefault("quota", 0.0));
        shares.put("the call to population, there and back", register - population);
        shares.put("population: token, query, its record", population);
        shares.put("sharing: digests", stages.getOrDefault("digests", 0.0));
        shares.put("sharing: access record", stages.getOrDefault("record", 0.0));
        shares.put("sharing: signature", stages.getOrDefault("signature", 0.0));
        var text = new StringBuilder("%.2f ms:".formatted(whole));
        shares.forEach(
                (part, millis) ->
                        text.append(
                                " %s %.2f (%.0f %%);"
                                        .formatted(part, millis, millis / whole * 100)));
        put("mean time," + at, text.substring(0, text.length() - 1));
    }

    private static int callersOf(String at) {
        return Integer.parseInt(at.strip());
    }

    private int port(int offset) {
        return platform.routed("/").getPort() + offset;
    }

    private Load.Question real() throws IOException, InterruptedException {
        String token = platform.token(CLIENT);
        return random -> ask(token, lookup(random)) == 200;
    }

    private Load.Question constant(ConstantChain chain) throws IOException, InterruptedException {
        String token = platform.token(CLIENT);
        return random -> send(http, chain.address(), token, lookup(random)) == 200;
    }

    private String lookup(SplittableRandom random) {
        return body(register, random, "1.002051", "social-insurance");
    }

    /** Asks about somebody who is on record. */
    static String body(
            SyntheticRegister register, SplittableRandom random, String procedure, String purpose) {
        Known known = register.sample().get(random.nextInt(register.sample().size()));
        return """
                {"procedure":"%s","purpose":"%s","officer":"cb-017","number":"%s","name":"%s",\
                "dateOfBirth":"%s","fields":["name","sex","permanentResidence"]}"""
                .formatted(procedure, purpose, known.number(), known.name(), known.dateOfBirth());
    }

    private int ask(String token, String body) throws IOException, InterruptedException {
        return send(http, platform.routed(ConstantHop.PATH), token, body);
    }

    /** Reads the whole answer and gives its status. */
    private static int send(HttpClient client, URI address, String token, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address)
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    }

    private void put(String key, Object value) {
        details.put(key, value);
        System.err.println("  " + key + ": " + value);
    }
}
