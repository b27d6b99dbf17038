package vn.dancu.acceptance.demo;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Ministry of Justice registers births and is answered with numbers. */
final class BirthsStep {
    private static final String CLIENT = "moj";
    private static final String BIRTHS = "/population/v1/births";
    private static final Duration NUMBER_WITHIN = Duration.ofMinutes(3);
    private static final List<String> GIVEN =
            List.of("An", "Bình", "Châu", "Duy", "Giang", "Hà", "Khánh", "Lâm", "Minh", "Ngân");

    private final GatewayClient gateway;
    private final Report report;
    private final Memory memory;
    private final DemoSettings settings;
    private final LocalDate day;
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<Duration> times = new ArrayList<>();
    private int atOnce;
    private int known;

    /**
     * @param day of the first run, so that a second one registers the same births
     */
    BirthsStep(
            GatewayClient gateway,
            Report report,
            Memory memory,
            DemoSettings settings,
            LocalDate day) {
        this.gateway = gateway;
        this.report = report;
        this.memory = memory;
        this.settings = settings;
        this.day = day;
    }

    void run(List<Citizen> mothers) {
        report.say("Registering births for the Ministry of Justice");
        int numbered = 0;
        for (int i = 0; i < settings.births(); i++) {
            report.progress("Births", i, settings.births(), "");
            if (register(mothers.get(i % mothers.size()), i)) {
                numbered++;
            }
        }
        Collections.sort(times);
        report.row(
                "Births registered",
                "%,d, %,d known from before".formatted(settings.births(), known));
        report.compare("  numbered", numbered, settings.births());
        report.row("  answered at once with the number", "%,d".formatted(atOnce));
        report.row("  time to answer, median", "", times.get(times.size() / 2));
        report.row("  time to answer, longest", "", times.getLast());
    }

    private boolean register(Citizen mother, int index) {
        long start = System.nanoTime();
        Answer answer =
                gateway.post(
                                CLIENT,
                                BIRTHS,
                                settings.jobKey() + "-birth-" + index,
                                birth(mother, index),
                                "Prefer",
                                "wait=5")
                        .required("birth");
        times.add(Duration.ofNanos(System.nanoTime() - start));
        Answer settled = answer;
        if (answer.status() == 201) {
            atOnce++;
        } else {
            settled = later(answer);
        }
        String person = settled.text("personId");
        Optional<String> before = memory.get("birth." + index);
        if (before.isPresent()) {
            known++;
            if (!before.get().equals(person)) {
                report.fault("the same civil-status entry became another birth");
            }
        }
        memory.keep("birth." + index, () -> person);
        return settled.text("number").matches("[0-9]{12}");
    }

    /** 202: the number comes when id-number-service is back; the link says when. */
    private Answer later(Answer accepted) {
        String link =
                accepted.location()
                        .map(location -> location.replaceFirst("^https?://[^/]+", ""))
                        .orElseThrow(() -> new DemoFailure("a birth without its status link"));
        Patience patience = new Patience(NUMBER_WITHIN);
        while (true) {
            Answer now = gateway.get(CLIENT, link).required("status of a birth");
            if (!now.text("status").equals("AWAITING_NUMBER")) {
                return now;
            }
            if (!patience.pause(Duration.ZERO)) {
                throw new DemoFailure("a birth still waits for its number");
            }
        }
    }

    private ObjectNode birth(Citizen mother, int index) {
        ObjectNode birth = json.createObjectNode();
        ObjectNode entry = birth.putObject("entry");
        entry.put("office", mother.commune());
        entry.put("book", "KS " + settings.seed() + "." + settings.people() + "/" + day.getYear());
        entry.put("number", Integer.toString(index + 1));
        JsonNode spouse = mother.card().path("spouse");
        String surname = spouse.path("name").asString("").split(" ", 2)[0];
        boolean girl = index % 2 == 0;
        ObjectNode child = birth.putObject("child");
        String given = GIVEN.get(index % GIVEN.size());
        child.put("name", surname + (girl ? " Ngọc " : " Gia ") + given);
        child.put("dateOfBirth", day.minusDays(1 + index % 20).toString());
        child.put("sex", girl ? "FEMALE" : "MALE");
        ObjectNode place = json.createObjectNode();
        for (String level : List.of("province", "district", "commune")) {
            place.set(level, mother.record().path("permanentResidence").path(level));
        }
        child.set("birthRegistrationPlace", place);
        child.set("origin", place);
        child.put("ethnicity", "1");
        child.put("nationality", "VN");
        birth.putObject("mother")
                .put("name", mother.name())
                .put("number", mother.number())
                .put("nationality", "VN");
        birth.putObject("father")
                .put("name", spouse.path("name").asString(""))
                .put("nationality", "VN");
        return birth;
    }
}
