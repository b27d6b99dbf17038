package vn.dancu.acceptance.demo;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The main job end to end: cards imported, newborns numbered, a card issued, a ministry answered, a
 * death followed by its consequence. A second run says what exists already and goes on from there.
 */
public final class Demo {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final DemoSettings settings;
    private final Report report;

    private Demo(DemoSettings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    public static void main(String[] words) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        DemoSettings settings;
        try {
            settings = DemoSettings.read(words, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("demo: " + e.getMessage());
            System.err.print(DemoSettings.USAGE);
            System.exit(2);
            return;
        }
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        Report report = new Report(out, terminal);
        int code;
        try {
            code = new Demo(settings, report).run();
        } catch (DemoFailure e) {
            report.fault(e.reason());
            code = report.finish();
        }
        System.exit(code);
    }

    private int run() {
        long start = System.nanoTime();
        GatewayClient gateway =
                new GatewayClient(settings.gateway(), Credentials.read(settings.credentials()));
        Path beside = settings.credentials().toAbsolutePath().resolveSibling("demo");
        Memory memory = Memory.of(beside, settings.jobKey());
        LocalDate day =
                LocalDate.parse(memory.keep("day", () -> LocalDate.now(VIETNAM).toString()));
        report.say(
                "Making %,d survey cards, seed %d".formatted(settings.people(), settings.seed()));
        try (SurveyCards cards = SurveyCards.make(beside, settings.people(), settings.seed())) {
            report.row(
                    "Survey cards made",
                    "%,d, %,d MB"
                            .formatted(cards.truth().lines(), cards.truth().bytes() / 1_000_000),
                    Duration.ofNanos(System.nanoTime() - start));
            new ImportStep(gateway, report, memory, settings.jobKey()).run(cards, beside);
            follow(cards, gateway, memory, day, beside);
        }
        report.row("Requests sent again", "%,d".formatted(gateway.retries()));
        report.row("In all", "", Duration.ofNanos(System.nanoTime() - start));
        return report.finish();
    }

    private void follow(
            SurveyCards cards, GatewayClient gateway, Memory memory, LocalDate day, Path folder) {
        report.say("Finding people as an officer of Hà Nội");
        SearchStep search = new SearchStep(gateway, report);
        List<Citizen> adults = search.adults(cards, 2);
        List<Citizen> mothers = search.mothers(cards, settings.births());
        search.finish();
        if (adults.size() < 2 || mothers.isEmpty()) {
            throw new DemoFailure("too few people of Hà Nội for the rest: try more --people");
        }
        new BirthsStep(gateway, report, memory, settings, day).run(mothers);
        FactoryStep factory = new FactoryStep(gateway, folder);
        CardStep cardStep = new CardStep(gateway, report, memory, settings.jobKey(), factory);
        UUID first = cardStep.run(adults.getFirst(), "citizen");
        cardStep.preview(first, folder);
        new SharingStep(gateway, report).run(adults.getFirst());
        new SoapStep(gateway, report, settings.jobKey()).run(adults.getFirst());
        UUID second = cardStep.run(adults.getLast(), "deceased");
        new DeathStep(gateway, report, memory, settings, day)
                .run(adults.getLast(), second, cardStep);
    }
}
