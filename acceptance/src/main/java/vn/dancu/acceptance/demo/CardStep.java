package vn.dancu.acceptance.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.synthetic.finger.SyntheticFinger;

/**
 * An application for a card on its way: booked by the citizen through the portal, taken at the
 * counter of a unit, signed, handed in, approved by another officer, made, checked, packed,
 * dispatched, delivered to who has the finger. Each run goes on from the state in which the last
 * one left it.
 */
final class CardStep {
    private static final String APPLICATIONS = "/cards/v1/applications";
    private static final String CARDS = "/cards/v1/cards/";
    private static final String BOOKINGS = "/cards/v1/bookings";
    private static final String PARCELS = "/cards/v1/parcels";
    private static final String COUNTER = "officer-hanoi";
    private static final String CENTRE = "centre";

    /** The police of Ba Đình, Hà Nội. */
    private static final String UNIT = "CA-001";

    private static final String SLOTS = "/cards/v1/units/" + UNIT + "/slots";
    private static final String FEATURES = "Nốt ruồi cách 2 cm dưới đuôi mắt trái";
    private static final int BOOKED_AHEAD = 14;

    /** From the booking to the delivery. */
    private static final int USUAL_STEPS = 14;

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    /** More steps than any application takes. */
    private static final int MAX_STEPS = 40;

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
        String id = memory.keep(memo, () -> book(citizen, role));
        Answer application = read(id);
        for (int i = 0; !application.text("state").equals("DELIVERED"); i++) {
            if (i == MAX_STEPS) {
                throw new DemoFailure("the application comes to no end");
            }
            report.progress("Card", i, USUAL_STEPS, application.text("state"));
            step(id, application);
            application = read(id);
        }
        report.row(
                "Card for the " + role + (before ? " (known from before)" : ""),
                "delivered",
                Duration.ofNanos(System.nanoTime() - start));
        return application.id("cardId");
    }

    /** The citizen books through the portal, by a token that is bound to the person. */
    private String book(Citizen citizen, String role) {
        LocalDate from = LocalDate.now(VIETNAM).plusDays(1);
        LocalDate to = from.plusDays(BOOKED_AHEAD);
        ObjectNode series = json.createObjectNode();
        series.put("from", from.toString()).put("to", to.toString());
        series.put("opens", "08:00").put("closes", "11:00");
        series.put("minutes", 30).put("capacity", 20);
        gateway.post(COUNTER, SLOTS, key + "-slots-" + from, series).required("slots");
        String person = Tokens.citizen(citizen.personId());
        String slots = SLOTS + "?from=" + from + "&to=" + to;
        for (JsonNode slot : gateway.get(person, slots).required("slots").body().path("items")) {
            if (slot.path("taken").asInt() < slot.path("capacity").asInt()) {
                ObjectNode booking = json.createObjectNode();
                booking.put("personId", citizen.personId().toString()).put("kind", "FIRST");
                booking.put("slotId", slot.path("slotId").asString());
                return gateway.post(person, BOOKINGS, key + "-booking-" + role, booking)
                        .required("booking")
                        .text("bookingId");
            }
        }
        throw new DemoFailure("no slot is free at " + UNIT);
    }

    private Answer read(String id) {
        return gateway.get(COUNTER, APPLICATIONS + "/" + id).required("application");
    }

    private void step(String id, Answer application) {
        String state = application.text("state");
        ObjectNode command = json.createObjectNode();
        command.put("version", application.count("version"));
        switch (state) {
            case "BOOKED" -> send(COUNTER, id, "reception", command);
            case "RECEIVED" -> send(COUNTER, id, "data-check", command);
            case "DATA_CHECKED" -> {
                fingerprints(id);
                send(COUNTER, id, "capture", command.put("features", FEATURES));
            }
            case "CAPTURED" -> send(COUNTER, id, "form", command);
            case "FORM_PRINTED" ->
                    send(
                            COUNTER,
                            id,
                            "signature",
                            command.put("formCode", application.text("formCode")));
            case "SIGNED" -> send(COUNTER, id, "fee", command.put("receipt", "BL-0001"));
            case "FEE_SETTLED" -> send(COUNTER, id, "submission", command);
            // Decided by a second officer, never by one who handled it.
            case "SUBMITTED" -> send("chief-hanoi", id, "approval", command);
            case "APPROVED", "BATCHED" -> factory.make(id + "-run");
            case "PERSONALISED" -> {
                // Once more where the demo was interrupted: no chip passes unread.
                factory.make(id + "-run");
                send("centre", id, "quality-check", command.put("passed", true));
            }
            case "QUALITY_CHECKED" -> leave(id, application, command);
            case "PACKED" -> parcel(CENTRE, application, "dispatch");
            case "DISPATCHED" -> parcel(COUNTER, application, "receipt");
            case "AT_UNIT" -> deliver(id, command);
            default -> throw new DemoFailure("the application is " + state);
        }
    }

    /** Two index fingers that belong to nobody, always the same for one application. */
    private void fingerprints(String id) {
        String path = APPLICATIONS + "/" + id + "/fingerprints";
        if (gateway.get(COUNTER, path).status() == 200) {
            return;
        }
        ObjectNode capture = json.createObjectNode();
        capture.putObject("left").put("image", impression(left(id), 1));
        capture.putObject("right").put("image", impression(left(id) + 1, 1));
        gateway.post(COUNTER, path, id + "-fingerprints", capture)
                .required("fingerprints captured");
    }

    /** Who comes for the card puts a finger down once more. */
    private void checkFinger(String id, long version) {
        ObjectNode check = json.createObjectNode();
        check.put("hand", "LEFT");
        check.put("image", impression(left(id), 2));
        Answer answer =
                gateway.post(
                                COUNTER,
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

    /** Into a parcel for the unit; what was filed without one is handed out at once. */
    private void leave(String id, Answer application, ObjectNode command) {
        String unit = application.text("unit");
        if (unit.isEmpty()) {
            deliver(id, command);
            return;
        }
        ObjectNode packing = json.createObjectNode();
        packing.put("unit", unit);
        String packKey = id + "-pack-" + application.count("version");
        accept(gateway.post(CENTRE, PARCELS, packKey, packing), "packing");
    }

    private void deliver(String id, ObjectNode command) {
        checkFinger(id, command.path("version").asLong());
        send(COUNTER, id, "delivery", command);
    }

    private void parcel(String client, Answer application, String step) {
        String path = PARCELS + "/" + application.text("parcelId");
        Answer parcel = gateway.get(client, path).required("parcel");
        long version = parcel.body().path("parcel").path("version").asLong();
        ObjectNode command = json.createObjectNode();
        command.put("version", version);
        if (step.equals("dispatch")) {
            command.put("courier", "Bưu điện");
        }
        String stepKey = application.text("parcelId") + "-" + step + "-" + version;
        accept(gateway.post(client, path + "/" + step, stepKey, command), step);
    }

    private void send(String client, String id, String step, ObjectNode command) {
        String path = APPLICATIONS + "/" + id + "/" + step;
        String stepKey = id + "-" + step + "-" + command.path("version").asLong();
        accept(gateway.post(client, path, stepKey, command), step);
    }

    /** 409: an earlier attempt, whose answer was lost, did it; the state is read again. */
    private static void accept(Answer answer, String step) {
        if (answer.status() != 409) {
            answer.required(step);
        }
    }

    /** Both sides of the card as pictures, MRZ and QR text. */
    void preview(UUID cardId, Path folder) {
        Answer card = gateway.get(COUNTER, CARDS + cardId).required("card");
        boolean mrz = card.body().path("mrz").size() == 3;
        if (!mrz || card.text("qr").isEmpty()) {
            report.fault("the card lacks its MRZ or its QR text");
        }
        for (String side : new String[] {"front.png", "back.png"}) {
            Path picture = folder.resolve(side);
            int status = gateway.download(COUNTER, CARDS + cardId + "/" + side, picture);
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
