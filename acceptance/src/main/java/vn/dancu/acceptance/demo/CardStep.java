package vn.dancu.acceptance.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.synthetic.finger.SyntheticFinger;

/**
 * An application for a card on its way: filed by one officer, approved by another, produced,
 * checked, delivered to who has the finger. Each run goes on from the state in which the last one
 * left it.
 */
final class CardStep {
    private static final String APPLICATIONS = "/cards/v1/applications";
    private static final String CARDS = "/cards/v1/cards/";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    /** More steps than any application takes. */
    private static final int MAX_STEPS = 20;

    private final GatewayClient gateway;
    private final Report report;
    private final Memory memory;
    private final String key;
    private final FactoryStep factory;
    private final JsonMapper json = JsonMapper.builder().build();

    CardStep(GatewayClient gateway, Report report, Memory memory, String key, FactoryStep factory) {
        this.gateway = gateway;
        this.report = report;
        this.memory = memory;
        this.key = key;
        this.factory = factory;
    }

    /** The card that the citizen has in the end. */
    UUID run(Citizen citizen, String role) {
        report.say("A card for the " + role);
        String memo = "application." + role;
        boolean before = memory.get(memo).isPresent();
        long start = System.nanoTime();
        String id = memory.keep(memo, () -> file(citizen, role));
        Answer application = read(id);
        for (int i = 0; !application.text("state").equals("DELIVERED"); i++) {
            if (i == MAX_STEPS) {
                throw new DemoFailure("the application comes to no end");
            }
            report.progress("Card", i, 4, application.text("state"));
            step(id, application);
            application = read(id);
        }
        report.row(
                "Card for the " + role + (before ? " (known from before)" : ""),
                "delivered",
                Duration.ofNanos(System.nanoTime() - start));
        return application.id("cardId");
    }

    private String file(Citizen citizen, String role) {
        ObjectNode filing = json.createObjectNode();
        filing.put("personId", citizen.personId().toString());
        filing.put("kind", "FIRST");
        filing.put("features", "Nốt ruồi cách 2 cm dưới đuôi mắt trái");
        String filingKey = key + "-card-" + role;
        return gateway.post("officer-hanoi", APPLICATIONS, filingKey, filing)
                .required("card application")
                .text("applicationId");
    }

    private Answer read(String id) {
        return gateway.get("officer-hanoi", APPLICATIONS + "/" + id).required("application");
    }

    private void step(String id, Answer application) {
        String state = application.text("state");
        ObjectNode command = json.createObjectNode();
        command.put("version", application.count("version"));
        switch (state) {
            // Decided by a second officer, never by the one who filed it.
            case "SUBMITTED" -> {
                fingerprints(id);
                send("chief-hanoi", id, "approval", command);
            }
            case "APPROVED", "BATCHED" -> factory.make(id + "-run");
            case "PERSONALISED" -> {
                // Once more where the demo was interrupted: no chip passes unread.
                factory.make(id + "-run");
                send("centre", id, "quality-check", command.put("passed", true));
            }
            case "QUALITY_CHECKED" -> {
                checkFinger(id, command.path("version").asLong());
                send("officer-hanoi", id, "delivery", command);
            }
            default -> throw new DemoFailure("the application is " + state);
        }
    }

    /** Two index fingers that belong to nobody, always the same for one application. */
    private void fingerprints(String id) {
        String path = APPLICATIONS + "/" + id + "/fingerprints";
        if (gateway.get("officer-hanoi", path).status() == 200) {
            return;
        }
        ObjectNode capture = json.createObjectNode();
        capture.putObject("left").put("image", impression(left(id), 1));
        capture.putObject("right").put("image", impression(left(id) + 1, 1));
        gateway.post("officer-hanoi", path, id + "-fingerprints", capture)
                .required("fingerprints captured");
    }

    /** Who comes for the card puts a finger down once more. */
    private void checkFinger(String id, long version) {
        ObjectNode check = json.createObjectNode();
        check.put("hand", "LEFT");
        check.put("image", impression(left(id), 2));
        Answer answer =
                gateway.post(
                                "officer-hanoi",
                                APPLICATIONS + "/" + id + "/fingerprint-checks",
                                id + "-finger-" + version,
                                check)
                        .required("finger checked");
        if (!answer.body().path("matched").asBoolean()) {
            throw new DemoFailure("the finger of the holder does not match");
        }
    }

    private static long left(String id) {
        return UUID.fromString(id).getLeastSignificantBits() | 1;
    }

    private static String impression(long finger, long touch) {
        return Base64.getEncoder().encodeToString(SyntheticFinger.of(finger).png(touch));
    }

    private void send(String client, String id, String step, ObjectNode command) {
        String path = APPLICATIONS + "/" + id + "/" + step;
        String stepKey = id + "-" + step + "-" + command.path("version").asLong();
        Answer answer = gateway.post(client, path, stepKey, command);
        // 409: an earlier attempt, whose answer was lost, did it; the state is read again.
        if (answer.status() != 409) {
            answer.required(step);
        }
    }

    /** Both sides of the card as pictures, MRZ and QR text. */
    void preview(UUID cardId, Path folder) {
        Answer card = gateway.get("officer-hanoi", CARDS + cardId).required("card");
        boolean mrz = card.body().path("mrz").size() == 3;
        if (!mrz || card.text("qr").isEmpty()) {
            report.fault("the card lacks its MRZ or its QR text");
        }
        for (String side : new String[] {"front.png", "back.png"}) {
            Path picture = folder.resolve(side);
            int status = gateway.download("officer-hanoi", CARDS + cardId + "/" + side, picture);
            if (status != 200 || !isPng(picture)) {
                report.fault("no picture " + side + ": " + status);
            }
        }
        report.row("  MRZ, QR, pictures of both sides", "in " + folder);
    }

    String state(UUID cardId) {
        return gateway.get("chief-hanoi", CARDS + cardId).required("card").text("state");
    }

    private static boolean isPng(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length > 1_000 && Arrays.equals(Arrays.copyOf(bytes, PNG.length), PNG);
        } catch (IOException e) {
            return false;
        }
    }
}
