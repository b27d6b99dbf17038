package vn.dancu.acceptance.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.synthetic.Truth;

/** Imports the cards by file and compares every count with what must come out. */
final class ImportStep {
    private static final String IMPORTS = "/population/v1/imports";
    private static final String CLIENT = "centre";
    private static final int UPLOADS = 3;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** Without one more line for so long, something is wrong. */
    private static final Duration STANDSTILL = Duration.ofMinutes(5);

    private final GatewayClient gateway;
    private final Report report;
    private final Memory memory;
    private final String key;

    ImportStep(GatewayClient gateway, Report report, Memory memory, String key) {
        this.gateway = gateway;
        this.report = report;
        this.memory = memory;
        this.key = key + "-import";
    }

    void run(SurveyCards cards, Path folder) {
        report.say("Importing the cards through the gateway");
        boolean before = memory.get("importId").isPresent();
        long start = System.nanoTime();
        Answer done = upload(cards, 1);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Truth truth = cards.truth();
        report.row(
                "Cards imported" + (before ? " (known from before)" : ""),
                "%,d".formatted(done.count("lines")),
                importTime(done, time));
        compare(done, truth);
        rejects(done, truth, folder);
    }

    private Answer upload(SurveyCards cards, int attempt) {
        Answer taken = gateway.upload(CLIENT, IMPORTS, key, cards.file()).required("import");
        String importId = memory.keep("importId", () -> taken.text("importId"));
        if (!importId.equals(taken.text("importId"))) {
            throw new DemoFailure("the same file became another import");
        }
        Answer done = follow(IMPORTS + "/" + importId, cards.truth().lines());
        if (done.text("state").equals("COMPLETED")) {
            return done;
        }
        if (attempt == UPLOADS) {
            throw new DemoFailure("the import failed: " + done.text("reason"));
        }
        report.say("  The import failed; the same bytes are uploaded again and go on from there.");
        return upload(cards, attempt + 1);
    }

    private Answer follow(String path, long lines) {
        long last = -1;
        long since = System.nanoTime();
        while (true) {
            Answer now = gateway.get(CLIENT, path).required("import status");
            String state = now.text("state");
            if (state.equals("COMPLETED") || state.equals("FAILED")) {
                return now;
            }
            long done = now.count("lines");
            report.progress("Import", done, lines, state.toLowerCase(Locale.ROOT));
            if (done != last) {
                last = done;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STANDSTILL.toNanos()) {
                throw new DemoFailure("the import stands still at line " + done);
            }
            Patience.sleep(LOOK_EVERY);
        }
    }

    /** The platform's own times, which hold for an import that was done before, too. */
    private static Duration importTime(Answer done, Duration measured) {
        if (done.text("startedAt").isEmpty() || done.text("finishedAt").isEmpty()) {
            return measured;
        }
        return Duration.between(
                Instant.parse(done.text("startedAt")), Instant.parse(done.text("finishedAt")));
    }

    private static long more(Answer done, Truth truth, String review) {
        return done.body().path("reviewsByCode").path(review).asLong(0)
                - truth.reviewsByCode().getOrDefault(review, 0L);
    }

    private void compare(Answer done, Truth truth) {
        long accepted = done.count("accepted");
        long inReview = done.count("inReview");
        // A number that a card brings may have been given to somebody before, and strangers may
        // share name, date, sex and their mother's name: such a card is in review, and nothing else
        // may differ.
        long taken = Math.max(0, inReview - truth.inReview());
        long conflicts = more(done, truth, "number_conflict");
        long alike = more(done, truth, "probable_duplicate");
        if (taken > 0 && taken == conflicts + alike && conflicts >= 0 && alike >= 0) {
            report.row("  numbers given to others before", "%,d".formatted(conflicts));
            report.row("  strangers who are alike", "%,d".formatted(alike));
        } else {
            taken = 0;
        }
        report.compare("  accepted and numbered", accepted, truth.accepted() - taken);
        report.compare("  awaiting a number", done.count("awaitingNumber"), truth.awaitingNumber());
        report.compare("  in review", inReview, truth.inReview() + taken);
        report.compare("  rejected", done.count("rejected"), truth.rejected());
        report.compare("  normalised", done.count("normalised"), truth.normalised());
        long sum = accepted + inReview + done.count("awaitingNumber") + done.count("rejected");
        if (sum != truth.lines() || done.count("lines") != truth.lines()) {
            report.fault("not every line of the import has exactly one outcome");
        }
    }

    private void rejects(Answer done, Truth truth, Path folder) {
        Path file = folder.resolve("rejects.ndjson");
        String path = IMPORTS + "/" + done.text("importId") + "/rejects";
        int status = gateway.download(CLIENT, path, file);
        if (status != 200) {
            throw new DemoFailure("no reject report: " + status);
        }
        SortedMap<String, Long> codes = new TreeMap<>();
        JsonMapper json = JsonMapper.builder().build();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode reject = json.readTree(line);
                codes.merge(reject.path("code").asString(""), 1L, Long::sum);
                if (reject.path("line").asLong(0) < 1) {
                    report.fault("a reject without its line number");
                }
            }
        } catch (IOException e) {
            throw new DemoFailure("cannot read " + file);
        }
        report.row("  reject report, codes", codes.size() + " codes: " + file.getFileName());
        for (Map.Entry<String, Long> expected : truth.rejectsByCode().entrySet()) {
            long actual = codes.getOrDefault(expected.getKey(), 0L);
            if (actual != expected.getValue()) {
                report.fault(
                        "rejects with %s: %,d instead of %,d"
                                .formatted(expected.getKey(), actual, expected.getValue()));
            }
        }
        if (!truth.rejectsByCode().keySet().containsAll(codes.keySet())) {
            report.fault("the reject report has codes that no card was made for");
        }
    }
}
