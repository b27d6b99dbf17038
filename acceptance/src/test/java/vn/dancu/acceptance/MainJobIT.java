package vn.dancu.acceptance;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.acceptance.Collector.Seen;
import vn.dancu.acceptance.PlatformUnderTest.Answer;
import vn.dancu.acceptance.PlatformUnderTest.Finished;

/**
 * {@code ./dancu test} runs it small, {@code ./dancu prove} ({@code -Ddancu.scale=full}) with more
 * people and a kill of every part.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobIT {
    private static final boolean FULL = "full".equals(System.getProperty("dancu.scale"));
    private static final String BIRTHS = "/population/v1/births";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String CORRELATION = "X-Correlation-Id";
    private static final String OUTCOMES = "process idnumber.outcomes.v1";

    /** All that a span may say. */
    private static final Set<String> TOLD =
            Set.of(
                    "method",
                    "uri",
                    "status",
                    "outcome",
                    "exception",
                    "client.name",
                    "correlation.id",
                    "messaging.system",
                    "messaging.destination.name",
                    "messaging.operation.type",
                    "messaging.consumer.group.name",
                    "cloudevents.event_type");

    private Collector collector;
    private PlatformUnderTest platform;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        collector = Collector.start();
        platform =
                PlatformUnderTest.isOfContainers()
                        ? PlatformUnderTest.start()
                        : PlatformOfProcesses.start(
                                Map.of(
                                        "DANCU_TRACES",
                                        collector.address(),
                                        "DANCU_TRACES_SHARE",
                                        "1"));
    }

    @AfterAll
    void stop() throws IOException {
        if (platform != null) {
            platform.close();
        }
        collector.close();
    }

    /** A child for each entry: two of one name, mother and day would wait for an officer. */
    private static String birth(String entry) {
        return """
        {"entry": {"office": "00001", "book": "K/2026", "number": "%s"},
         "child": {"name": "Nguyễn Thị An", "dateOfBirth": "2026-01-%02d", "sex": "FEMALE",
           "birthRegistrationPlace": {"province": "01", "district": "001", "commune": "00001"},
           "origin": {"province": "01"}, "ethnicity": "1", "nationality": "VN"},
         "mother": {"name": "Trần Thị Hoa", "nationality": "VN"}}
        """
                .formatted(entry, 10 + entry.length());
    }

    @Test
    void demoDoesTheMainJobAndASecondRunFindsItDone() throws Exception {
        String people = FULL ? "100000" : "3000";
        Finished first = platform.demo("--people", people, "--births", "5");
        assertThat(first.code()).as(first.said()).isZero();
        Finished second = platform.demo("--people", people, "--births", "5");
        assertThat(second.code()).as(second.said()).isZero();
    }

    @Test
    void birthIsAnsweredWithItsNumberAtOnce() throws Exception {
        Answer answer = platform.post("moj", BIRTHS, birth("at-once"), "Prefer", "wait=10");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("number")).matches("001326[0-9]{6}");
        Answer again = platform.post("moj", BIRTHS, birth("at-once"), "Prefer", "wait=10");
        assertThat(again.body()).isEqualTo(answer.body());
    }

    @Test
    void numberArrivesOnceWhenIdNumberServiceIsKilledBetweenTheBirthAndItsNumber()
            throws Exception {
        // Stopped, the service holds the request neither answered nor refused; then it is killed.
        platform.signal("id-number-service", "STOP");
        Answer birth;
        try {
            birth = platform.post("moj", BIRTHS, birth("killed"), "Prefer", "wait=1");
        } finally {
            platform.kill("id-number-service");
        }
        assertThat(birth.status()).isEqualTo(202);
        assertThat(birth.text("status")).isEqualTo("AWAITING_NUMBER");

        String location = birth.headers().firstValue("Location").orElseThrow();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () ->
                                assertThat(platform.get("moj", location).text("status"))
                                        .isEqualTo("NUMBERED"));
        String number = platform.get("moj", location).text("number");
        Answer again = platform.post("moj", BIRTHS, birth("killed"), "Prefer", "wait=5");
        assertThat(again.text("number")).isEqualTo(number);
        assertThat(again.text("personId")).isEqualTo(birth.text("personId"));
        // Its answer came over the broker; the door finds the restarted service a little later.
        String question = "{\"number\": \"%s\"}".formatted(number);
        Answer verified =
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(500))
                        .until(
                                () ->
                                        platform.post(
                                                "centre", "/id-numbers/v1/verifications", question),
                                answer -> answer.status() == 200);
        assertThat(verified.body().path("issued").asBoolean()).isTrue();
    }

    @Test
    void anExportThatIsKilledInTheMiddleOfAPartLosesNobodyAndRepeatsNobody() throws Exception {
        PlatformExport export = new PlatformExport(platform);
        assertThat(platform.demo("--people", FULL ? "100000" : "3000", "--births", "5").code())
                .isZero();
        export.agree();
        String id = export.start();
        // Another transaction holds the third part: the service waits in the middle of its own.
        try (Connection sharing = platform.database("sharing-service", "sharing")) {
            sharing.setAutoCommit(false);
            export.holdPart(sharing, id, 3);
            await().atMost(PATIENCE)
                    .until(() -> platform.get("vss", export.path(id)).text("parts").equals("2"));
            platform.kill("sharing-service");
            sharing.rollback();
        }
        export.awaitComplete(id, PATIENCE);
        export.assertNobodyIsMissingOrThereTwice(id);
    }

    @Test
    void sameBirthFromManyAtOnceIsOneBirth() throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> report =
                    () -> platform.post("moj", BIRTHS, birth("many"), "Prefer", "wait=10");
            List<Future<Answer>> reports =
                    callers.invokeAll(java.util.Collections.nCopies(8, report));
            for (Future<Answer> one : reports) {
                assertThat(one.get().text("number"))
                        .isEqualTo(reports.getFirst().get().text("number"))
                        .hasSize(12);
            }
        }
    }

    @Test
    void eachPanelOfTheDashboardsHasMeasurementsToShow() throws Exception {
        assumeTrue(
                Panels.onPath("prometheus"),
                "prometheus is not on this machine: the dashboards are not tried");
        // A seed of its own: its people are new, and each part has something to do.
        Finished demo = platform.demo("--people", "400", "--births", "2", "--seed", "77");
        assertThat(demo.code()).as(demo.said()).isZero();
        try (Panels panels = Panels.over(platform.metrics())) {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(panels.empty()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"population-service", "supervisor"})
    void countsAreTheSameWhenAProcessIsKilledDuringTheDemo(String part) throws Exception {
        assumeTrue(
                !part.equals("supervisor") || platform instanceof PlatformOfProcesses,
                "containers have no supervisor of ours to kill: the engine starts them");
        killDuringDemo(part);
    }

    @Test
    void countsAreTheSameWhicheverPartIsKilledDuringTheDemo() throws Exception {
        assumeTrue(FULL, "every part is killed in turn by ./dancu prove");
        for (String part :
                List.of(
                        "gateway",
                        "id-number-service",
                        "card-issuance-service",
                        "sharing-service",
                        "authorization-server",
                        "discovery-server",
                        "config-server")) {
            killDuringDemo(part);
        }
    }

    private void killDuringDemo(String part) throws Exception {
        String seed = Integer.toString(1000 + Math.floorMod(part.hashCode(), 1000));
        String people = FULL ? "50000" : "6000";
        try (var background = Executors.newSingleThreadExecutor()) {
            Future<Finished> demo =
                    background.submit(
                            () ->
                                    platform.demo(
                                            "--people", people, "--births", "5", "--seed", seed));
            awaitRunningImport();
            platform.kill(part);
            if (part.equals("supervisor") && platform instanceof PlatformOfProcesses orphans) {
                // PostgreSQL and the services are orphans now; the next start takes over.
                orphans.up();
            }
            Finished finished = demo.get();
            assertThat(finished.code()).as(finished.said()).isZero();
        }
    }

    private void awaitRunningImport() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            Answer imports = platform.get("ops", "/population/v1/imports");
                            return imports.body().toString().contains("RUNNING");
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "moj, /population/v1/births",
        "moj, /population/v1/deaths",
        "officer-hanoi, /population/v1/persons/search",
        "ops, /id-numbers/v1/allocations",
        "centre, /id-numbers/v1/verifications",
        "officer-hanoi, /cards/v1/applications",
        "vss, /sharing/v1/lookups",
        "vss, /sharing/v1/verifications"
    })
    void badInputIsRefusedWithAStableCode(String client, String path) throws Exception {
        assertProblem(platform.post(client, path, "{"), 400, "malformed_json");
        assertProblem(platform.post(client, path, "[1]"), 400, "wrong_type");
        assertProblem(platform.post(client, path, "{\"surprise\": 1}"), 400, "unknown_field");
        assertProblem(platform.post(client, path, ""), 400, "body_missing");
        assertProblem(
                platform.post(client, path, "{\"x\": \"" + "y".repeat(8_000_000) + "\"}"),
                413,
                "body_too_large");
        Answer empty = platform.post(client, path, "{}");
        assertThat(empty.status()).isEqualTo(422);
        assertThat(empty.body().path("errors").size()).isPositive();
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .get()
                .asString()
                .startsWith("application/problem+json");
        assertThat(answer.text("correlationId")).isNotEmpty();
    }

    @Test
    void doorIsClosedToStrangersAndToTheInside() throws Exception {
        assertThat(platform.anonymously("/population/v1/imports").status()).isEqualTo(401);
        assertThat(platform.get("vss", "/population/v1/imports").status()).isEqualTo(403);
        for (String inside :
                List.of(
                        "/internal/population/v1/persons/00000000-0000-0000-0000-000000000000",
                        "/population/../internal/population/v1/lookups",
                        "/actuator/env",
                        "/eureka/apps")) {
            assertThat(platform.get("vss", inside).status()).as(inside).isIn(400, 403, 404);
        }
    }

    @Test
    void everyPartTellsItsHealthAndItsInterface() throws Exception {
        Answer health = platform.anonymously("/actuator/health");
        assertThat(health.text("status")).isEqualTo("UP");
        for (String service :
                List.of(
                        "population-service",
                        "id-number-service",
                        "card-issuance-service",
                        "sharing-service")) {
            assertThat(health.body().toString()).contains(service);
            Answer api = platform.anonymously("/v3/api-docs/" + service);
            assertThat(api.text("openapi")).as(service).startsWith("3.");
            assertThat(api.body().path("paths").propertyNames())
                    .isNotEmpty()
                    .noneMatch(path -> path.startsWith("/internal"));
        }
        assertThat(platform.anonymously("/").status()).isEqualTo(200);
        assertThat(platform.anonymously("/swagger-ui/index.html").status()).isEqualTo(200);
    }

    @Test
    void correlationIdIsKeptIfItIsOneAndMadeIfNot() throws Exception {
        String given = "0b7ce0f0-6a3a-4b0e-8d8e-3a3f1f0c7d21";
        Answer kept = platform.post("moj", BIRTHS, "{", "X-Correlation-Id", given);
        assertThat(kept.text("correlationId")).isEqualTo(given);
        Answer made = platform.post("moj", BIRTHS, "{", "X-Correlation-Id", "Nguyen Van An");
        assertThat(made.text("correlationId")).matches("[0-9a-f-]{36}");
    }

    @Test
    void oneBirthIsOneTraceThroughEveryPartItPasses() throws Exception {
        assumeTracesArrive();
        String correlation = UUID.randomUUID().toString();
        String foreign = "4bf92f3577b34da6a3ce929d0e0e4736";
        Answer birth =
                platform.post(
                        "moj",
                        BIRTHS,
                        birth("trace"),
                        "Prefer",
                        "wait=10",
                        CORRELATION,
                        correlation,
                        "traceparent",
                        "00-" + foreign + "-00f067aa0ba902b7-01");
        assertThat(birth.status()).isEqualTo(201);

        List<Seen> trace =
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> traceOf(correlation), MainJobIT::isWhole);
        Map<String, Seen> byId = trace.stream().collect(toMap(Seen::id, span -> span));
        Seen root = only(trace, "gateway", "SPAN_KIND_SERVER");
        assertThat(root.parent()).isEmpty();
        assertThat(root.trace()).as("a trace begins at the door").isNotEqualTo(foreign);
        assertThat(trace)
                .filteredOn(span -> !span.equals(root))
                .allSatisfy(span -> assertThat(byId).containsKey(span.parent()));
        assertThat(parents(only(trace, "population-service", "SPAN_KIND_SERVER"), byId))
                .containsExactly("gateway", "gateway");
        // The broker delivers at least once: after a rebalance a request may be processed again.
        List<Seen> asked = named(trace, "process idnumber.requests.v1");
        assertThat(asked).extracting(Seen::service).containsOnly("id-number-service");
        assertThat(asked)
                .allSatisfy(
                        span ->
                                assertThat(parents(span, byId))
                                        .first()
                                        .isEqualTo("population-service"));
        List<Seen> answered = named(trace, OUTCOMES);
        assertThat(answered).extracting(Seen::service).containsOnly("population-service");
        assertThat(answered)
                .allSatisfy(
                        span ->
                                assertThat(parents(span, byId))
                                        .first()
                                        .isEqualTo("id-number-service"));
    }

    /** Each service sends its spans when it likes: until then a span above is missing. */
    private static boolean isWhole(List<Seen> trace) {
        Set<String> ids = trace.stream().map(Seen::id).collect(toSet());
        return trace.stream().anyMatch(span -> span.name().equals(OUTCOMES))
                && trace.stream()
                        .allMatch(span -> span.parent().isEmpty() || ids.contains(span.parent()));
    }

    private void assumeTracesArrive() {
        assumeTrue(
                platform instanceof PlatformOfProcesses,
                "containers cannot reach a collector on this machine: their network has no way out");
    }

    private List<Seen> traceOf(String correlation) {
        List<Seen> all = collector.spans();
        Set<String> traces =
                all.stream()
                        .filter(span -> correlation.equals(span.attributes().get("correlation.id")))
                        .map(Seen::trace)
                        .collect(toSet());
        assertThat(traces).hasSizeLessThanOrEqualTo(1);
        return all.stream().filter(span -> traces.contains(span.trace())).toList();
    }

    /** The services of the spans above, the nearest first. */
    private static List<String> parents(Seen span, Map<String, Seen> byId) {
        List<String> services = new ArrayList<>();
        for (Seen above = byId.get(span.parent());
                above != null;
                above = byId.get(above.parent())) {
            services.add(above.service());
        }
        return services;
    }

    private static Seen only(List<Seen> trace, String service, String kind) {
        List<Seen> found =
                trace.stream()
                        .filter(span -> span.service().equals(service) && span.kind().equals(kind))
                        .toList();
        assertThat(found).as("of %s", trace).hasSize(1);
        return found.getFirst();
    }

    private static List<Seen> named(List<Seen> trace, String name) {
        return trace.stream().filter(span -> span.name().equals(name)).toList();
    }

    @Test
    void tracesTellNothingAboutPeople() throws Exception {
        assumeTracesArrive();
        Answer birth = platform.post("moj", BIRTHS, birth("unspoken"), "Prefer", "wait=10");
        String person = birth.text("personId");
        String number = birth.text("number");
        String last = UUID.randomUUID().toString();
        platform.get("centre", "/population/v1/persons/" + person);
        platform.get("centre", "/population/v1/persons/" + person + "/history?limit=10");
        platform.get("centre", "/population/v1/persons/" + number);
        platform.get("centre", "/nowhere/" + number);
        platform.post(
                "centre", "/population/v1/persons/search", "{\"number\": \"" + number + "\"}");
        platform.post(
                "vss",
                "/sharing/v1/lookups",
                """
                {"procedure": "1.002051", "purpose": "social-insurance", "number": "%s",
                 "name": "Nguyễn Thị An", "dateOfBirth": "2026-01-18", "fields": ["name", "sex"]}
                """
                        .formatted(number),
                CORRELATION,
                last);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () ->
                                traceOf(last).stream()
                                        .anyMatch(span -> span.service().equals("gateway")));

        List<Seen> spans = collector.spans();
        assertThat(spans.stream().map(Seen::service).distinct())
                .contains("gateway", "population-service", "id-number-service", "sharing-service");
        for (Seen span : spans) {
            assertThat(span.attributes().keySet()).isSubsetOf(TOLD);
            String rest =
                    span.name()
                            + " "
                            + span.attributes().entrySet().stream()
                                    .filter(each -> !each.getKey().equals("correlation.id"))
                                    .map(Map.Entry::toString)
                                    .toList();
            assertThat(rest).doesNotContainPattern("[0-9]{9}").doesNotContain("?", "Nguy", "An\"");
            assertThat(rest).doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
            assertThat(span.everything())
                    .doesNotContain(person, number, "events {", "links {", "message:");
        }
    }
}
