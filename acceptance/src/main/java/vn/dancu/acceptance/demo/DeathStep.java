package vn.dancu.acceptance.demo;

import java.time.Duration;
import java.time.LocalDate;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A death is registered, and the card of the dead is revoked by the event that follows. */
final class DeathStep {
    private static final Duration REVOKED_WITHIN = Duration.ofMinutes(3);

    private final GatewayClient gateway;
    private final Report report;
    private final Memory memory;
    private final DemoSettings settings;
    private final LocalDate day;
    private final JsonMapper json = JsonMapper.builder().build();

    DeathStep(
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

    void run(Citizen citizen, UUID cardId, CardStep cards) {
        report.say("A death is registered");
        boolean before = memory.get("deathId").isPresent();
        ObjectNode death = json.createObjectNode();
        death.putObject("entry")
                .put("office", citizen.commune())
                .put(
                        "book",
                        "KT " + settings.seed() + "." + settings.people() + "/" + day.getYear())
                .put("number", "1");
        death.put("personId", citizen.personId().toString());
        death.put("date", day.toString());
        String key = settings.jobKey() + "-death";
        long start = System.nanoTime();
        Answer answer = gateway.post("moj", "/population/v1/deaths", key, death).required("death");
        Duration answered = Duration.ofNanos(System.nanoTime() - start);
        String deathId = memory.keep("deathId", () -> answer.text("deathId"));
        if (!deathId.equals(answer.text("deathId"))) {
            report.fault("the same civil-status entry became another death");
        }
        report.row("Death registered" + (before ? " (known from before)" : ""), "", answered);
        revoked(cardId, cards, System.nanoTime());
    }

    private void revoked(UUID cardId, CardStep cards, long since) {
        Patience patience = new Patience(REVOKED_WITHIN);
        while (!cards.state(cardId).equals("REVOKED")) {
            report.progress("Revocation", 0, 1, "");
            if (!patience.pause(Duration.ZERO)) {
                report.fault("the card of the dead is still in force");
                return;
            }
        }
        report.row(
                "  card revoked by the event",
                "REVOKED",
                Duration.ofNanos(System.nanoTime() - since));
    }
}
