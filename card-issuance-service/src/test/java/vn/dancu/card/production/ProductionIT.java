package vn.dancu.card.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.card.PopulationStandIn;
import vn.dancu.machine.Machine;
import vn.dancu.machine.MachineKeys;
import vn.dancu.synthetic.finger.SyntheticFinger;
import vn.dancu.testing.RealInfrastructure;
import vn.dancu.testing.TestTokens;

/** The factory as a whole: applications in, chips out of a real machine program, read back. */
@RealInfrastructure(database = "card")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dancu.card.production.segment=3",
            "dancu.card.production.poll-interval=50ms",
            "dancu.calls.population-service.breaker-minimum=200"
        })
class ProductionIT {
    private static final PopulationStandIn POPULATION = PopulationStandIn.start();
    private static final String RUNS = "/cards/v1/production/runs";
    private static final String BLANKS = "/cards/v1/production/blanks";
    private static final String PARCELS = "/cards/v1/parcels";
    private static final String PKI = "/cards/v1/pki";
    private static final String OFFICER = "officer-hanoi";
    private static final String CHIEF = "chief-hanoi";
    private static final String CENTRE = "centre";
    private static final String OPS = "ops";
    private static final Map<String, String> SCOPES =
            Map.of(
                    OFFICER, "card.apply card.deliver card.read card.fingerprints",
                    CHIEF, "card.approve card.read card.fingerprints",
                    CENTRE, "card.approve card.produce card.read card.pki.approve",
                    OPS, "ops card.pki card.pki.approve");

    @Autowired private JdbcClient jdbc;
    @Autowired private TestTokens tokens;
    @LocalServerPort private int port;
    @TempDir private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Random random = new Random();

    @DynamicPropertySource
    static void population(DynamicPropertyRegistry properties) {
        properties.add("dancu.calls.population-service.url", POPULATION::address);
    }

    @Test
    void approvedApplicationsBecomeCardsThatWereReadBack() throws Exception {
        MachineKeys machine = enrolled("first");
        List<String> applications = approved("31", 7);
        List<String> blanks = received(8);
        JsonNode before = get(CENTRE, BLANKS).body();

        String run = prepared("first", "31", 50);
        assertThat(get(CENTRE, RUNS + "/" + run).body().at("/lines/MADE").asInt()).isEqualTo(7);
        List<JsonNode> results = machined(machine, run, blanks, Set.of(2));
        for (JsonNode result : results) {
            Answer answer = submit(run, result);
            boolean spoilt = result.path("line").asInt() == 2;
            assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
            assertThat(answer.text("state")).isEqualTo(spoilt ? "SPOILT" : "READ_BACK");
        }

        JsonNode stock = get(CENTRE, BLANKS).body();
        assertThat(stock.path("issued").asInt() - before.path("issued").asInt()).isEqualTo(6);
        assertThat(stock.path("spoilt").asInt() - before.path("spoilt").asInt()).isEqualTo(1);
        assertThat(get(CENTRE, RUNS + "/" + run).text("state")).isEqualTo("CLOSED");
        List<String> states =
                applications.stream().map(id -> application(id).text("state")).toList();
        assertThat(states).containsOnly("PERSONALISED", "APPROVED");
        assertThat(states.stream().filter("APPROVED"::equals)).hasSize(1);
        assertThat(secrets(run)).as("sealed cards and terminal keys are destroyed").isZero();
        JsonNode line = get(CENTRE, RUNS + "/" + run + "/lines").body().at("/lines/0");
        String first = line.path("applicationId").asString();
        assertThat(qualityCheck(first).text("state")).isEqualTo("QUALITY_CHECKED");
        // The spoilt card is made again, under another serial, by the next run.
        String again = prepared("first", "31", 50);
        assertThat(get(CENTRE, RUNS + "/" + again).body().at("/lines/MADE").asInt()).isEqualTo(1);
    }

    @Test
    void capturedFingersGoIntoTheChipAndNoOthersPass() throws Exception {
        MachineKeys machine = enrolled("fingers");
        List<String> applications = approved("41", 2);
        for (String application : applications) {
            capturedFingers(application, 1, 2);
        }
        List<String> blanks = received(2);
        String run = prepared("fingers", "41", 2);
        List<JsonNode> results = machined(machine, run, blanks, Set.of());
        JsonNode image = json.readTree(Files.readAllBytes(out(blanks).resolve("1.chip")));
        assertThat(image.at("/sealed/0103").asString().length()).isGreaterThan(20_000);
        // Somebody took other fingers for the second card after it was made.
        jdbc.sql(
                        """
                        update production_line set fingers_digest = sha256('other')
                        where run_id = :run and line = 2
                        """)
                .param("run", UUID.fromString(run))
                .update();

        assertThat(submit(run, results.get(0)).text("state")).isEqualTo("READ_BACK");
        Answer second = submit(run, results.get(1));
        assertThat(second.text("state")).isEqualTo("SPOILT");
        assertThat(second.body().at("/failures/0").asString()).isEqualTo("fingerprints_differ");

        String first = applications.getFirst();
        capturedFingers(first, 3, 4);
        assertThat(qualityCheck(first).text("code")).isEqualTo("fingerprints_changed");
        assertThat(application(first).text("state")).isEqualTo("PERSONALISED");
    }

    @Test
    void aLineWaitsForTheSecondOfficerOfAMissingFinger() throws Exception {
        enrolled("missing");
        String application = approved("42", 1).getFirst();
        post(
                OFFICER,
                "/cards/v1/applications/" + application + "/fingerprints",
                "{\"left\":{\"missing\":\"AMPUTATED\"},\"right\":{\"missing\":\"DAMAGED\"}}");

        String run = prepared("missing", "42", 1);

        assertThat(get(CENTRE, RUNS + "/" + run + "/lines").body().at("/lines/0/reason").asString())
                .isEqualTo("fingerprints_unconfirmed");
    }

    /** After the approval, so a second officer confirms it. */
    private void capturedFingers(String application, int left, int right) {
        String at = "/cards/v1/applications/" + application + "/fingerprints";
        Answer captured =
                post(
                        OFFICER,
                        at,
                        "{\"left\":{\"image\":\"%s\"},\"right\":{\"image\":\"%s\"}}"
                                .formatted(finger(left), finger(right)));
        assertThat(captured.status()).as(captured.raw()).isEqualTo(201);
        assertThat(post(CHIEF, at + "/confirmation", "").status()).isEqualTo(200);
    }

    private static String finger(long seed) {
        return Base64.getEncoder().encodeToString(SyntheticFinger.of(seed).png(seed));
    }

    @Test
    void noCardPassesItsQualityCheckUnread() throws Exception {
        enrolled("unread");
        String application = approved("32", 1).getFirst();
        prepared("unread", "32", 1);

        Answer answer = qualityCheck(application);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("chip_not_read_back");
    }

    @Test
    void aSecondResultIsRefusedAndRaisesAnIncident() throws Exception {
        MachineKeys machine = enrolled("second");
        approved("33", 2);
        List<String> blanks = received(4);
        String run = prepared("second", "33", 2);
        List<JsonNode> once = machined(machine, run, blanks.subList(0, 2), Set.of());
        List<JsonNode> twice = machined(machine, run, blanks.subList(2, 4), Set.of());
        assertThat(submit(run, once.get(0)).status()).isEqualTo(200);

        assertThat(submit(run, once.get(0)).text("state"))
                .as("the same again is the same answer")
                .isEqualTo("READ_BACK");
        Answer second = submit(run, twice.get(0));
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("second_result");
        assertThat(incidents(run)).containsExactly("SECOND_RESULT");
        assertThat(
                        jdbc.sql(
                                        "select chip_serial from production_line where run_id = :run"
                                                + " and line = 1")
                                .param("run", UUID.fromString(run))
                                .query(String.class)
                                .single())
                .isEqualTo(blanks.get(0));
    }

    @Test
    void oneChipIsOneCardAndAnUnknownChipIsNone() throws Exception {
        MachineKeys machine = enrolled("chips");
        approved("34", 2);
        List<String> blanks = received(1);
        String run = prepared("chips", "34", 2);
        String unknown = "UNKNOWN" + random.nextInt(1 << 30);
        List<JsonNode> same =
                machined(machine, run, List.of(blanks.get(0), blanks.get(0)), Set.of());
        List<JsonNode> foreign = machined(machine, run, List.of(unknown, unknown), Set.of());

        assertThat(submit(run, foreign.get(0)).text("code")).isEqualTo("blank_unknown");
        assertThat(submit(run, same.get(0)).status()).isEqualTo(200);
        assertThat(submit(run, same.get(1)).text("code")).isEqualTo("blank_used");
        assertThat(incidents(run)).containsExactlyInAnyOrder("BLANK_UNKNOWN", "BLANK_USED");
    }

    @Test
    void aChipThatIsNotWhatWasOrderedIsSpoiltAndAnIncident() throws Exception {
        MachineKeys machine = enrolled("wrong");
        approved("35", 2);
        List<String> blanks = received(2);
        String run = prepared("wrong", "35", 2);
        List<JsonNode> results = machined(machine, run, blanks, Set.of());
        ObjectNode image =
                (ObjectNode) json.readTree(Files.readAllBytes(out(blanks).resolve("1.chip")));
        ObjectNode foreign =
                (ObjectNode) json.readTree(Files.readAllBytes(out(blanks).resolve("2.chip")));
        ((ObjectNode) image.path("files"))
                .put("0101", foreign.path("files").path("0101").asString());
        byte[] bytes = json.writeValueAsBytes(image);

        Answer differs = submit(run, results.get(0), bytes);
        assertThat(differs.text("code")).isEqualTo("image_differs");
        Answer signed = submit(run, resigned(machine, results.get(0), bytes), bytes);

        assertThat(signed.text("state")).isEqualTo("SPOILT");
        assertThat(signed.body().path("failures").toString())
                .contains("hash_differs", "mrz_differs");
        assertThat(incidents(run)).containsExactly("READ_BACK_FAILED");
    }

    @Test
    void aResultOfAnotherMachineOrForAnotherRunIsRefused() throws Exception {
        MachineKeys machine = enrolled("honest");
        approved("36", 1);
        String run = prepared("honest", "36", 1);
        List<String> blanks = received(1);
        JsonNode result = machined(machine, run, blanks, Set.of()).getFirst();
        byte[] image = Files.readAllBytes(out(blanks).resolve("1.chip"));
        MachineKeys other = MachineKeys.in(folder.resolve("other"), "other");

        assertThat(submit(run, resigned(other, result, image), image).text("code"))
                .isEqualTo("result_not_of_machine");
        assertThat(post(CENTRE, RUNS + "/" + run + "/results", "{}").text("code"))
                .isEqualTo("result_incomplete");
        assertThat(post(CENTRE, RUNS + "/" + UUID.randomUUID() + "/results", "{}").status())
                .isEqualTo(422);
    }

    @Test
    void aRecalledRunLetsNothingOutAndItsApplicationsAreMadeAgain() throws Exception {
        MachineKeys machine = enrolled("recall");
        List<String> applications = approved("37", 5);
        List<String> blanks = received(5);
        String run = prepared("recall", "37", 5);
        List<JsonNode> results = machined(machine, run, blanks, Set.of());
        assertThat(submit(run, results.get(0)).status()).isEqualTo(200);
        assertThat(post(CENTRE, RUNS + "/" + run + "/recall", "{}").text("code"))
                .isEqualTo("reason_required");

        String reason = "{\"reason\":\"ink comes off\"}";
        assertThat(post(CENTRE, RUNS + "/" + run + "/recall", reason).text("state"))
                .isEqualTo("RECALLED");
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                get(CENTRE, RUNS + "/" + run).body().at("/lines/RECALLED").asInt()
                                        == 5);

        assertThat(applications).allMatch(id -> application(id).text("state").equals("APPROVED"));
        assertThat(submit(run, results.get(1)).text("code")).isEqualTo("run_over");
        assertThat(get(CENTRE, RUNS + "/" + run + "/job").text("code")).isEqualTo("run_over");
        assertThat(post(CENTRE, RUNS + "/" + run + "/recall", reason).text("code"))
                .isEqualTo("run_recalled");
        assertThat(secrets(run)).isZero();
        assertThat(
                        jdbc.sql("select state from blank_card where chip_serial = :chip")
                                .param("chip", blanks.get(0))
                                .query(String.class)
                                .single())
                .isEqualTo("SPOILT");
    }

    @Test
    void whoseRecordHasChangedIsDroppedAndTheRestIsMade() throws Exception {
        enrolled("changed");
        List<String> applications = approved("38", 3);
        String changed = application(applications.get(1)).text("personId");
        POPULATION.has(changed, person(changed, "38", "Trần Thị Khác"));

        String run = prepared("changed", "38", 10);

        JsonNode lines = get(CENTRE, RUNS + "/" + run + "/lines").body().path("lines");
        assertThat(lines.at("/1/state").asString()).isEqualTo("DROPPED");
        assertThat(lines.at("/1/reason").asString()).isEqualTo("record_changed");
        assertThat(get(CENTRE, RUNS + "/" + run).body().at("/lines/MADE").asInt()).isEqualTo(2);
        assertThat(application(applications.get(1)).text("state")).isEqualTo("APPROVED");
    }

    @Test
    void theSumOfBlanksHoldsWhateverIsTried() {
        List<String> serials = received(20);
        String[] states = {"IN_STOCK", "ISSUED", "SPOILT", "VOID", "MISSING", "DESTROYED"};
        UUID run = UUID.fromString(oneLineRun());
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            String serial = serials.get(random.nextInt(serials.size()));
            String state = states[random.nextInt(states.length)];
            try {
                jdbc.sql(
                                """
                                update blank_card
                                set state = :state, run_id = :run, line = 1,
                                    destruction = :protocol
                                where chip_serial = :serial
                                """)
                        .param("state", state)
                        .param("run", state.equals("IN_STOCK") ? null : run)
                        .param("protocol", state.equals("DESTROYED") ? "BB 1" : null)
                        .param("serial", serial)
                        .update();
            } catch (DataAccessException e) {
                refused++;
            }
            assertSumHolds();
        }
        assertThat(refused).as("nothing comes back into stock").isPositive();
        assertThatThrownBy(() -> jdbc.sql("delete from blank_card").update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(
                        () -> jdbc.sql("update blank_stock set in_stock = in_stock + 1").update())
                .isInstanceOf(DataAccessException.class);
    }

    private void assertSumHolds() {
        record Sum(String state, long total) {}
        Map<String, Long> rows = new HashMap<>();
        jdbc.sql("select state, count(*) as total from blank_card group by state")
                .query((row, n) -> new Sum(row.getString("state"), row.getLong("total")))
                .list()
                .forEach(sum -> rows.put(sum.state(), sum.total()));
        Map<String, Object> stock = jdbc.sql("select * from blank_stock").query().singleRow();
        for (String state :
                List.of("IN_STOCK", "ISSUED", "SPOILT", "VOID", "MISSING", "DESTROYED")) {
            assertThat(stock.get(state.toLowerCase(java.util.Locale.ROOT)))
                    .as(state)
                    .isEqualTo(rows.getOrDefault(state, 0L));
        }
        assertThat(stock.get("received")).isEqualTo(rows.values().stream().mapToLong(n -> n).sum());
    }

    /**
     * Random steps of a factory and the way to the holder, legal or not: after each one the sum
     * holds, and no void card is a blank that is still counted as issued.
     */
    @Test
    void whateverVoidsACardItsBlankIsAccountedFor() throws Exception {
        MachineKeys machine = enrolled("way");
        List<String> applications = approvedAt("CA-006", 10);
        made(machine);
        long seed = random.nextLong();
        Random choice = new Random(seed);
        Map<String, Integer> done = new HashMap<>();
        for (int i = 0; i < 120; i++) {
            String step = STEPS.get(choice.nextInt(STEPS.size()));
            String id = applications.get(choice.nextInt(applications.size()));
            if (taken(step, id, choice).status() < 300) {
                done.merge(step, 1, Integer::sum);
            }
            if (i == 60) {
                made(machine);
            }
            assertSumHolds();
            assertThat(unaccounted()).as("seed %s, step %s: %s", seed, i, step).isZero();
        }
        assertThat(done.keySet()).as("seed %s", seed).contains("pack", "quality");

        JsonNode open = get(CENTRE, BLANKS + "/outstanding?state=SPOILT&limit=500").body();
        String chip = open.at("/blanks/0/chipSerial").asString("");
        String destruction = "{\"protocol\":\"BB-77\",\"chipSerials\":[\"%s\"]}".formatted(chip);
        if (!chip.isEmpty()) {
            long before = get(CENTRE, BLANKS).body().path("destroyed").asLong();
            Answer after = post(CENTRE, BLANKS + "/destructions", destruction);
            assertThat(after.body().path("destroyed").asLong()).isEqualTo(before + 1);
            assertThat(post(CENTRE, BLANKS + "/destructions", destruction).text("code"))
                    .isEqualTo("blank_not_to_be_destroyed");
        }
        assertSumHolds();
    }

    private static final List<String> STEPS =
            List.of(
                    "quality",
                    "quality",
                    "quality",
                    "fail",
                    "pack",
                    "pack",
                    "dispatch",
                    "dispatch",
                    "lose-parcel",
                    "receive",
                    "receive",
                    "deliver",
                    "send-back",
                    "lose");

    private Answer taken(String step, String id, Random choice) {
        String at = "/cards/v1/applications/" + id;
        int version = application(id).body().path("version").asInt();
        String plain = "{\"version\":%d}".formatted(version);
        String reason = "{\"version\":%d,\"reason\":\"test\"}".formatted(version);
        return switch (step) {
            case "quality" ->
                    post(
                            CENTRE,
                            at + "/quality-check",
                            "{\"version\":%d,\"passed\":true}".formatted(version));
            case "fail" ->
                    post(
                            CENTRE,
                            at + "/quality-check",
                            "{\"version\":%d,\"passed\":false,\"reason\":\"xước\"}"
                                    .formatted(version));
            case "pack" -> post(CENTRE, PARCELS, "{\"unit\":\"CA-006\"}");
            case "deliver" -> post(OFFICER, at + "/delivery", plain);
            case "send-back" -> post(OFFICER, at + "/send-back", reason);
            case "lose" -> post(OFFICER, at + "/loss", reason);
            default -> ofParcel(step, choice);
        };
    }

    private Answer ofParcel(String step, Random choice) {
        JsonNode parcels = get(CENTRE, PARCELS + "?unit=CA-006").body().path("items");
        if (parcels.isEmpty()) {
            return new Answer(404, json.createObjectNode(), "");
        }
        JsonNode parcel = parcels.get(choice.nextInt(parcels.size()));
        String at = PARCELS + "/" + parcel.path("parcelId").asString();
        int version = parcel.path("version").asInt();
        String plain = "{\"version\":%d}".formatted(version);
        return switch (step) {
            case "dispatch" ->
                    post(
                            CENTRE,
                            at + "/dispatch",
                            "{\"version\":%d,\"courier\":\"BD-1\"}".formatted(version));
            case "lose-parcel" -> post(CENTRE, at + "/loss", plain);
            default -> {
                JsonNode cards = get(CENTRE, at).body().path("cards");
                String missing =
                        cards.isEmpty() || choice.nextBoolean()
                                ? "[]"
                                : "[\"" + cards.get(0).path("applicationId").asString() + "\"]";
                yield post(
                        OFFICER,
                        at + "/receipt",
                        "{\"version\":%d,\"missing\":%s}".formatted(version, missing));
            }
        };
    }

    /** Void cards whose blank is still issued, and cards that live whose blank is not. */
    private long unaccounted() {
        return jdbc.sql(
                        """
                        select count(*) from card c
                        join production_line l on l.card_id = c.card_id
                        join blank_card b on b.chip_serial = l.chip_serial
                        where (c.state in ('VOID', 'DESTROYED')) = (b.state = 'ISSUED')
                        """)
                .query(Long.class)
                .single();
    }

    private List<String> approvedAt(String unit, int count) {
        List<String> applications = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String person = UUID.randomUUID().toString();
            POPULATION.has(person, person(person, "01", "Trần Thị Được"));
            Answer filed =
                    post(
                            OFFICER,
                            "/cards/v1/applications",
                            "{\"personId\":\"%s\",\"kind\":\"FIRST\",\"unit\":\"%s\"}"
                                    .formatted(person, unit));
            assertThat(filed.status()).as(filed.raw()).isEqualTo(201);
            String id = filed.text("applicationId");
            post(CHIEF, "/cards/v1/applications/" + id + "/approval", "{\"version\":1}");
            applications.add(id);
        }
        return applications;
    }

    /** Whatever is approved in the province of these applications, made and read back. */
    private void made(MachineKeys machine) throws Exception {
        String run = prepared("way", "01", 50);
        int cards = get(CENTRE, RUNS + "/" + run).body().at("/lines/MADE").asInt();
        if (cards > 0) {
            for (JsonNode result : machined(machine, run, received(cards), Set.of())) {
                assertThat(submit(run, result).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void anUrgentRunIsMadeBeforeEarlierNormalOnes() {
        enrolled("urgent");
        approved("43", 12);
        List<String> urgent = approved("44", 1);
        // While the record does not answer, no run comes to an end.
        POPULATION.failsWith(503);
        String normal = begin("urgent", "43", 12).text("runId");
        Answer first =
                post(
                        CENTRE,
                        RUNS,
                        """
                        {"machineId":"urgent","province":"44","cards":1,"priority":"URGENT"}
                        """);
        assertThat(first.text("priority")).as(first.raw()).isEqualTo("URGENT");

        JsonNode queue =
                get(CENTRE, "/cards/v1/production/machines/urgent/queue").body().path("runs");
        assertThat(queue.get(0).path("runId").asString()).isEqualTo(first.text("runId"));
        assertThat(queue.get(1).path("runId").asString()).isEqualTo(normal);
        POPULATION.failsWith(0);
        for (String run : List.of(normal, first.text("runId"))) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> get(CENTRE, RUNS + "/" + run).text("state").equals("READY"));
        }
        assertThat(
                        jdbc.sql(
                                        """
                                        select ready_at from production_run where run_id = :run
                                        """)
                                .param("run", UUID.fromString(first.text("runId")))
                                .query(java.sql.Timestamp.class)
                                .single())
                .isBefore(
                        jdbc.sql("select ready_at from production_run where run_id = :run")
                                .param("run", UUID.fromString(normal))
                                .query(java.sql.Timestamp.class)
                                .single());
        assertThat(application(urgent.getFirst()).text("state")).isEqualTo("PERSONALISED");
    }

    @Test
    void aDeliveryIsTakenOnceAndWhole() {
        List<String> serials = received(3);

        assertThat(receive("again", List.of("FRESH000" + random.nextInt(1 << 30), serials.get(1))))
                .extracting(answer -> answer.text("code"))
                .isEqualTo("blank_known");
        assertThat(receive("twice", List.of("SAME0000X", "SAME0000X")).text("code"))
                .isEqualTo("chip_serial_twice");
        assertThat(receive("bad", List.of("small")).text("code"))
                .isEqualTo("chip_serial_malformed");
        assertThat(receive("none", List.of()).text("code")).isEqualTo("too_many_blanks");
        assertThat(receive("", serials).text("code")).isEqualTo("delivery_required");
    }

    @Test
    void everyRefusalOfARunAndAMachineHasItsCode() {
        assertThat(begin("nobody", "31", 5).text("code")).isEqualTo("machine_unknown");
        enrolled("limits");
        assertThat(begin("limits", "31", 0).text("code")).isEqualTo("run_too_long");
        assertThat(begin("limits", "31", 50_001).text("code")).isEqualTo("run_too_long");
        assertThat(post(CENTRE, RUNS, "{}").text("code")).isEqualTo("invalid_fields");
        assertThat(begin("limits", "three", 5).text("code")).isEqualTo("invalid_fields");
        assertThat(get(CENTRE, RUNS + "/" + UUID.randomUUID()).text("code"))
                .isEqualTo("run_not_found");
        assertThat(get(CENTRE, RUNS + "?limit=0").text("code")).isEqualTo("limit_out_of_range");
        assertThat(enrol("Name", "").text("code")).isEqualTo("machine_id_malformed");
        assertThat(enrol("name", "###").text("code")).isEqualTo("not_base64");
        assertThat(enrol("name", "AAAA").text("code")).isEqualTo("machine_certificate_unusable");
        String other = certificate(MachineKeys.in(folder.resolve("x"), "limits"));
        assertThat(enrol("limits", other).text("code")).isEqualTo("machine_known");
        assertThat(post(OFFICER, RUNS, "{}").status()).isEqualTo(403);
        assertThat(post(CENTRE, PKI + "/document-signers", "{}").status()).isEqualTo(403);
    }

    @Test
    void verifiersFetchCertificatesTheListAndTheMasterListAndSignersRotate() throws Exception {
        JsonNode before = get(OFFICER, PKI + "/certificates").body().path("certificates");
        X509Certificate csca = x509(certificateOf(before, "CSCA"));
        X509Certificate signer = x509(certificateOf(before, "DOCUMENT_SIGNER"));
        signer.verify(csca.getPublicKey());
        assertThat(bytes(OFFICER, PKI + "/master-list")).containsSequence(csca.getSignature());

        Answer next = decided(PKI + "/document-signers", "{\"evidence\":\"QD 12\"}");
        assertThat(next.text("usedFrom")).isEqualTo(usedTo(before));
        assertThat(post(OPS, PKI + "/document-signers", "{}").text("code"))
                .isEqualTo("evidence_required");
        assertThat(post(OPS, PKI + "/document-signers", "{\"kind\":\"CSCA\"}").text("code"))
                .isEqualTo("kind_not_allowed");
        String revocation = PKI + "/document-signers/" + next.text("certificateId") + "/revocation";
        assertThat(post(OPS, revocation, "{}").text("code")).isEqualTo("reason_required");
        String why = "{\"reason\":\"KEY_COMPROMISE\",\"evidence\":\"BC 7\"}";
        assertThat(decided(revocation, why).text("revokedReason")).isEqualTo("KEY_COMPROMISE");
        assertThat(post(OPS, revocation, why).text("code")).isEqualTo("signer_revoked");

        X509CRL crl =
                (X509CRL)
                        CertificateFactory.getInstance("X.509")
                                .generateCRL(
                                        new ByteArrayInputStream(bytes(OFFICER, PKI + "/crl")));
        crl.verify(csca.getPublicKey());
        assertThat(crl.isRevoked(x509(next.text("certificate")))).isTrue();
        assertThat(crl.isRevoked(signer)).isFalse();
    }

    @Test
    void noSignerIsMadeOrEndedByOneOfficer() {
        String fresh = PKI + "/document-signers";
        long before = get(OFFICER, PKI + "/certificates").body().path("certificates").size();
        Answer proposed = post(OPS, fresh, "{\"kind\":\"JOB_SIGNER\",\"evidence\":\"QD 13\"}");
        assertThat(proposed.status()).as(proposed.raw()).isEqualTo(202);
        assertThat(proposed.text("state")).isEqualTo("PROPOSED");
        assertThat(
                        post(OPS, fresh, "{\"kind\":\"JOB_SIGNER\",\"evidence\":\"QD 14\"}")
                                .text("code"))
                .isEqualTo("proposal_open");
        String proposal = PKI + "/proposals/" + proposed.text("proposalId");
        assertThat(post(OPS, proposal + "/approval", "{}").text("code"))
                .isEqualTo("second_officer_required");
        assertThat(post(OFFICER, proposal + "/approval", "{}").status()).isEqualTo(403);
        assertThat(post(CENTRE, proposal + "/refusal", "{}").text("code"))
                .isEqualTo("note_required");

        Answer refused = post(CENTRE, proposal + "/refusal", "{\"note\":\"chưa cần\"}");

        assertThat(refused.text("state")).isEqualTo("REFUSED");
        assertThat(post(CENTRE, proposal + "/approval", "{}").text("code"))
                .isEqualTo("proposal_decided");
        assertThat(get(OFFICER, PKI + "/certificates").body().path("certificates").size())
                .as("nothing was issued")
                .isEqualTo((int) before);
        byte[] crl = bytes(OFFICER, PKI + "/crl");
        Answer list = post(OPS, PKI + "/crls", "{\"evidence\":\"QD 15\"}");
        String approval = PKI + "/proposals/" + list.text("proposalId") + "/approval";
        assertThat(post(CENTRE, approval, "{}").text("state")).isEqualTo("APPROVED");
        assertThat(bytes(OFFICER, PKI + "/crl")).isNotEqualTo(crl);
        assertThat(get(CENTRE, PKI + "/proposals?state=REFUSED").body().at("/proposals").size())
                .isEqualTo(1);
    }

    /** Proposed by one, approved by another; the certificate as it is then. */
    private Answer decided(String command, String body) {
        Answer proposed = post(OPS, command, body);
        assertThat(proposed.status()).as(proposed.raw()).isEqualTo(202);
        String path = PKI + "/proposals/" + proposed.text("proposalId") + "/approval";
        Answer approved = post(CENTRE, path, "{}");
        assertThat(approved.status()).as(approved.raw()).isEqualTo(200);
        String certificate =
                approved.text("issued").isEmpty()
                        ? approved.text("certificateId")
                        : approved.text("issued");
        for (JsonNode each : get(OFFICER, PKI + "/certificates").body().path("certificates")) {
            if (each.path("certificateId").asString().equals(certificate)) {
                return new Answer(200, each, each.toString());
            }
        }
        throw new AssertionError("no such certificate");
    }

    private static String usedTo(JsonNode certificates) {
        return of(certificates, "DOCUMENT_SIGNER").path("usedTo").asString();
    }

    private static String certificateOf(JsonNode certificates, String kind) {
        return of(certificates, kind).path("certificate").asString();
    }

    private static JsonNode of(JsonNode certificates, String kind) {
        for (JsonNode each : certificates) {
            if (each.path("kind").asString().equals(kind)) {
                return each;
            }
        }
        throw new AssertionError("no " + kind);
    }

    private static X509Certificate x509(String base64) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }

    // -- what the tests do --

    private MachineKeys enrolled(String machineId) {
        MachineKeys keys = MachineKeys.in(folder.resolve("keys-" + machineId), machineId);
        Answer answer = enrol(machineId, certificate(keys));
        assertThat(answer.status()).as(answer.raw()).isEqualTo(200);
        return keys;
    }

    private Answer enrol(String machineId, String certificate) {
        return post(
                CENTRE,
                "/cards/v1/production/machines",
                "{\"machineId\":\"%s\",\"certificate\":\"%s\"}".formatted(machineId, certificate));
    }

    private static String certificate(MachineKeys keys) {
        try {
            return Base64.getEncoder().encodeToString(keys.certificate().getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> received(int count) {
        List<String> serials = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            serials.add("CHIP%08X%02X".formatted(random.nextInt(), i));
        }
        assertThat(receive("note", serials).status()).isEqualTo(200);
        return serials;
    }

    private Answer receive(String note, List<String> serials) {
        return post(
                CENTRE,
                BLANKS,
                json.writeValueAsString(Map.of("delivery", note, "chipSerials", serials)));
    }

    /** Applications of one province, so that the runs of the tests do not meet. */
    private List<String> approved(String province, int count) {
        List<String> applications = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String person = UUID.randomUUID().toString();
            POPULATION.has(person, person(person, province, "Trần Thị Được"));
            String filing = "{\"personId\":\"%s\",\"kind\":\"FIRST\"}".formatted(person);
            Answer filed = post(OFFICER, "/cards/v1/applications", filing);
            assertThat(filed.status()).as(filed.raw()).isEqualTo(201);
            String id = filed.text("applicationId");
            Answer approved =
                    post(CHIEF, "/cards/v1/applications/" + id + "/approval", "{\"version\":1}");
            assertThat(approved.text("state")).as(approved.raw()).isEqualTo("APPROVED");
            applications.add(id);
        }
        return applications;
    }

    private String person(String id, String province, String name) {
        return """
        {"personId":"%s","version":1,"number":"%012d","name":"%s","dateOfBirth":"1998-03-15",
         "sex":"FEMALE","birthRegistrationPlace":{"province":"01"},"origin":{"province":"36"},
         "ethnicity":"1","religion":"0","nationality":"VN","maritalStatus":1,
         "father":{"name":"Trần Văn Cha"},"mother":{"name":"Lê Thị Mẹ"},
         "permanentResidence":{"province":"%s","detail":"Số 5"},
         "status":"ALIVE","numberStatus":"ASSIGNED"}
        """
                .formatted(
                        id,
                        1_198_000_000L + Math.floorMod(id.hashCode(), 900_000_000),
                        name,
                        province);
    }

    private Answer begin(String machineId, String province, int cards) {
        return post(
                CENTRE,
                RUNS,
                "{\"machineId\":\"%s\",\"province\":\"%s\",\"cards\":%d}"
                        .formatted(machineId, province, cards));
    }

    private String prepared(String machineId, String province, int cards) {
        Answer begun = begin(machineId, province, cards);
        assertThat(begun.status()).as(begun.raw()).isEqualTo(201);
        String run = begun.text("runId");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !get(CENTRE, RUNS + "/" + run).text("state").equals("PREPARING"));
        return run;
    }

    private String oneLineRun() {
        enrolled("stock");
        approved("40", 1);
        return prepared("stock", "40", 1);
    }

    /** The results of the machine, which gets nothing but the job file and its tray. */
    private List<JsonNode> machined(
            MachineKeys machine, String run, List<String> blanks, Set<Integer> spoil)
            throws Exception {
        Path job = folder.resolve(run + ".bin");
        Files.write(job, bytes(CENTRE, RUNS + "/" + run + "/job"));
        Path tray = folder.resolve(run + ".tray");
        Files.write(tray, blanks);
        JsonNode certificates = get(CENTRE, PKI + "/certificates").body().path("certificates");
        X509Certificate trusted = x509(certificateOf(certificates, "CSCA"));
        new Machine(machine)
                .run(new Machine.Order(job, trusted, tray, out(blanks), spoil), count -> {});
        List<JsonNode> results = new ArrayList<>();
        for (String line : Files.readAllLines(out(blanks).resolve("results.ndjson"))) {
            ObjectNode result = (ObjectNode) json.readTree(line);
            result.put("folder", out(blanks).toString());
            results.add(result);
        }
        return results;
    }

    private Path out(List<String> blanks) {
        return folder.resolve("out-" + String.join("-", blanks).hashCode());
    }

    private Answer submit(String run, JsonNode result) throws IOException {
        Path image =
                Path.of(result.path("folder").asString(), result.path("line").asInt() + ".chip");
        return submit(run, result, Files.exists(image) ? Files.readAllBytes(image) : null);
    }

    private Answer submit(String run, JsonNode result, byte @Nullable [] image) {
        ObjectNode body = json.createObjectNode();
        body.put("result", result.path("result").asString());
        body.put("signature", result.path("signature").asString());
        if (image != null) {
            body.put("image", Base64.getEncoder().encodeToString(image));
        }
        return post(CENTRE, RUNS + "/" + run + "/results", body.toString());
    }

    /** What a machine with this key would say of another image. */
    private JsonNode resigned(MachineKeys keys, JsonNode result, byte[] image) throws Exception {
        byte[] said = Base64.getDecoder().decode(result.path("result").asString());
        ObjectNode text = (ObjectNode) json.readTree(said);
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(image);
        text.put("image", java.util.HexFormat.of().formatHex(digest));
        byte[] changed = json.writeValueAsBytes(text);
        var signature = java.security.Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.key());
        signature.update(changed);
        ObjectNode out = json.createObjectNode();
        out.put("result", Base64.getEncoder().encodeToString(changed));
        out.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
        return out;
    }

    private List<String> incidents(String run) {
        List<String> kinds = new ArrayList<>();
        get(CENTRE, "/cards/v1/production/incidents?run=" + run)
                .body()
                .path("incidents")
                .forEach(incident -> kinds.add(incident.path("kind").asString()));
        return kinds;
    }

    private long secrets(String run) {
        return jdbc.sql(
                        """
                        select count(*) from production_run r
                        left join production_line l on l.run_id = r.run_id
                        where r.run_id = :run
                          and (r.terminal_private is not null or l.sealed is not null)
                        """)
                .param("run", UUID.fromString(run))
                .query(Long.class)
                .single();
    }

    private Answer application(String id) {
        return get(OFFICER, "/cards/v1/applications/" + id);
    }

    private Answer qualityCheck(String application) {
        int version = application(application).body().path("version").asInt();
        return post(
                CENTRE,
                "/cards/v1/applications/" + application + "/quality-check",
                "{\"version\":%d,\"passed\":true}".formatted(version));
    }

    // -- HTTP --

    private record Answer(int status, JsonNode body, String raw) {
        String text(String field) {
            return body.path(field).asString("");
        }
    }

    private Answer get(String who, String path) {
        return answer(request(who, path).GET().build());
    }

    private Answer post(String who, String path, String body) {
        return answer(
                request(who, path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private byte[] bytes(String who, String path) {
        return sent(request(who, path).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private Answer answer(HttpRequest request) {
        HttpResponse<String> answer = sent(request, HttpResponse.BodyHandlers.ofString());
        boolean isJson = answer.headers().firstValue("Content-Type").orElse("").contains("json");
        boolean lines = answer.headers().firstValue("Content-Type").orElse("").contains("nd");
        return new Answer(
                answer.statusCode(),
                isJson && !lines ? json.readTree(answer.body()) : json.createObjectNode(),
                answer.body());
    }

    private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String who, String path) {
        Map<String, Object> claims =
                Map.of(
                        "scope",
                        String.valueOf(SCOPES.get(who)),
                        "agency",
                        "G01",
                        "officer",
                        who,
                        "territory",
                        "VN");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + tokens.token(who, claims));
    }
}
