package vn.dancu.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The whole way from a booking to the holder, and what facts do to it. */
class WorkflowIT extends CardServiceTests {
    private static final String BOOKINGS = "/cards/v1/bookings";
    private static final String PARCELS = "/cards/v1/parcels";
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    // -- the counter --

    @Test
    void fromTheCounterToTheHolder() throws Exception {
        String person = person("1998-03-15");
        String id = handedIn(person, "FIRST", null);
        assertThat(state(id)).isEqualTo("SUBMITTED");
        String card = checked(id);

        Answer early = command(OFFICER, id, "delivery", 10);
        assertThat(early.text("code")).isEqualTo("not_at_unit");

        String parcel = packed(UNIT, id);
        Answer sent = dispatch(parcel);
        assertThat(sent.body().path("heldBack").size()).isZero();
        expect(post(OFFICER, PARCELS + "/" + parcel + "/receipt", "{\"version\":2}"));
        assertThat(state(id)).isEqualTo("AT_UNIT");
        expect(command(OFFICER, id, "delivery", version(id)));

        assertThat(cardState(card)).isEqualTo("ACTIVE");
        Answer file = get(OFFICER, APPLICATIONS + "/" + id);
        List<String> commands = new ArrayList<>();
        file.body().path("steps").forEach(step -> commands.add(step.path("command").asString()));
        assertThat(commands)
                .containsExactly(
                        "RECEIVE",
                        "CHECK_DATA",
                        "CAPTURE",
                        "PRINT_FORM",
                        "SIGN_FORM",
                        "SETTLE_FEE",
                        "SUBMIT",
                        "APPROVE",
                        "PERSONALISE",
                        "PASS_QUALITY",
                        "PACK",
                        "DISPATCH",
                        "ARRIVE",
                        "DELIVER");
        List<String> limits = new ArrayList<>();
        file.body().path("deadlines").forEach(due -> limits.add(due.path("step").asString()));
        assertThat(limits).containsExactlyInAnyOrder("UNIT", "CENTRE", "TRANSPORT", "TOTAL");
        file.body()
                .path("deadlines")
                .forEach(due -> assertThat(due.path("metOn").asString("")).isNotEmpty());
        for (String event : events("card.applications.v1", id, 14)) {
            Contracts.assertFits(json.readTree(event).path("type").asString(), event);
        }
    }

    @Test
    void whatTheCitizenDeclaresIsHeldAgainstTheRecord() {
        String id = received(person("1998-03-15"));
        String body =
                "{\"version\":1,\"declared\":{\"name\":\"Trần Thị Đượm\",\"birth\":\"1998-03-15\"}}";

        Answer checked = post(OFFICER, APPLICATIONS + "/" + id + "/data-check", body);

        expect(checked);
        assertThat(checked.body().path("differences").size()).isEqualTo(1);
        JsonNode difference = checked.body().at("/differences/0");
        assertThat(difference.path("field").asString()).isEqualTo("name");
        assertThat(difference.path("source").asString()).isEqualTo("DECLARED");
        assertThat(difference.path("given").asString()).isEqualTo("Trần Thị Đượm");
        assertThat(difference.path("record").asString()).isEqualTo("Trần Thị Được");
    }

    @Test
    void theFormIsAPdfWithWhatIsSignedAndOnlyTheLastOneIsSigned() throws Exception {
        String id = received(person("1998-03-15"));
        String at = APPLICATIONS + "/" + id;
        assertThat(get(OFFICER, at + "/form.pdf").text("code")).isEqualTo("form_not_printed");
        command(OFFICER, id, "data-check", 1);
        post(OFFICER, at + "/capture", "{\"version\":2,\"features\":\"Sẹo nhỏ\"}");
        String first = command(OFFICER, id, "form", 3).text("formCode");
        String last = command(OFFICER, id, "form", 4).text("formCode");

        String text = text(at + "/form.pdf");

        assertThat(text).contains(last, "Trần Thị Được", "079198000123", "Sẹo nhỏ", "15/03/1998");
        String sign = "{\"version\":5,\"formCode\":\"%s\"}";
        assertThat(post(OFFICER, at + "/signature", sign.formatted(first)).text("code"))
                .isEqualTo("form_outdated");
        expect(post(OFFICER, at + "/signature", sign.formatted(last)));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # old number, given,                          status, code
                    ,             {"version":5},                  200,    ''
                    012345678,    {"version":5},                  422,    receipt_required
                    012345678,    '{"version":5,"receipt":"1"}',  200,    ''
                    012345678,    '{"version":5,"exemption":"poor_household"}', 200, ''
                    012345678,    '{"version":5,"exemption":"rich"}', 422, exemption_unknown
                    012345678,    '{"version":5,"exemption":"milestone_age"}', 422, exemption_unknown
                    """)
    void theFeeIsPaidOrExempt(String oldNumber, String body, int status, String code) {
        String id = UUID.randomUUID().toString();
        String record = record(id, "1998-03-15", "ALIVE", "01", "Trần Thị Được");
        POPULATION.has(
                id,
                oldNumber == null
                        ? record
                        : record.replace(
                                "\"number\":", "\"oldNumber\":\"" + oldNumber + "\",\"number\":"));
        String application = received(id);
        String at = APPLICATIONS + "/" + application;
        command(OFFICER, application, "data-check", 1);
        post(OFFICER, at + "/capture", "{\"version\":2}");
        String form = command(OFFICER, application, "form", 3).text("formCode");
        post(OFFICER, at + "/signature", "{\"version\":4,\"formCode\":\"" + form + "\"}");

        Answer answer = post(OFFICER, at + "/fee", body);

        assertThat(answer.status()).as(answer.raw()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        if (status == 200) {
            Answer fee = get(OFFICER, at + "/fee");
            assertThat(fee.body().at("/due/basis").asString()).contains("Circular");
            int amount = fee.body().at("/settled/amountVnd").asInt();
            assertThat(amount).isEqualTo(body.contains("receipt") ? 30_000 : 0);
        }
    }

    @Test
    void nobodyDecidesOnTheApplicationOfARelative() {
        String mother = person("1970-01-01");
        String child = UUID.randomUUID().toString();
        POPULATION.has(
                child,
                record(child, "1998-03-15", "ALIVE", "01", "Trần Thị Được")
                        .replace(
                                "\"status\"",
                                "\"mother\":{\"name\":\"Lê Thị Mơ\",\"personId\":\"%s\"},\"status\""
                                        .formatted(mother)));
        String id = file(child, "FIRST", null).text("applicationId");
        Map<String, String> asMother = Map.of("person", mother);

        for (String step : List.of("approval", "return", "refusal")) {
            String body =
                    step.equals("approval")
                            ? "{\"version\":1}"
                            : "{\"version\":1,\"reason\":\"x\"}";
            Answer answer = post(CHIEF, asMother, APPLICATIONS + "/" + id + "/" + step, body);
            assertThat(answer.text("code")).as(step).isEqualTo("second_officer_required");
        }
        assertThat(state(id)).isEqualTo("SUBMITTED");
    }

    @Test
    void aChildBelowFourteenIsAskedForByAParent() {
        String mother = person("1985-01-01");
        String child = UUID.randomUUID().toString();
        POPULATION.has(
                child,
                record(child, "2020-03-15", "ALIVE", "01", "Trần Thị Được")
                        .replace(
                                "\"status\"",
                                "\"mother\":{\"name\":\"Lê Thị Mơ\",\"personId\":\"%s\"},\"status\""
                                        .formatted(mother)));
        String body = filing(child, "FIRST", null);
        String asked = body.replace("}", ",\"representativeId\":\"%s\"}");

        assertThat(post(OFFICER, APPLICATIONS, body).text("code"))
                .isEqualTo("representative_required");
        assertThat(post(OFFICER, APPLICATIONS, asked.formatted(UUID.randomUUID())).text("code"))
                .isEqualTo("not_a_representative");
        assertThat(post(OFFICER, APPLICATIONS, asked.formatted(mother)).status()).isEqualTo(201);
    }

    @Test
    void anOfficerWithoutTheRightToDecideRefusesOnlyAtTheCounter() {
        String why = "{\"version\":1,\"reason\":\"không đủ điều kiện\"}";
        String received = received(person("1998-03-15"));
        Answer atCounter = post(OFFICER, APPLICATIONS + "/" + received + "/refusal", why);
        assertThat(atCounter.text("state")).isEqualTo("REFUSED");

        String filed = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        Map<String, String> other = Map.of("officer", "officer-colleague");
        Answer later = post(OFFICER, other, APPLICATIONS + "/" + filed + "/refusal", why);
        assertThat(later.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    NONE,   422, unit_unknown
                    CA-760, 403, outside_territory
                    """)
    void applicationsAreReceivedByAUnitOfTheTerritory(String unit, int status, String code) {
        String body = filing(person("1998-03-15"), "FIRST", null);

        Answer answer =
                post(
                        OFFICER,
                        "/cards/v1/receptions",
                        body.replace("}", ",\"unit\":\"" + unit + "\"}"));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
    }

    @Test
    void aRecordThatChangedSinceTheFormWasSignedIsCheckedAgain() {
        String person = person("1998-03-15");
        String id = handedIn(person, "FIRST", null);
        post(CHIEF, APPLICATIONS + "/" + id + "/return", "{\"version\":7,\"reason\":\"mờ\"}");
        POPULATION.has(person, record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Đẹp"));

        assertThat(command(OFFICER, id, "resubmission", 8).text("code")).isEqualTo("form_outdated");
        Answer again = command(OFFICER, id, "data-check", 8);
        assertThat(again.body().at("/differences/0/source").asString()).isEqualTo("EARLIER");
        String at = APPLICATIONS + "/" + id;
        expect(post(OFFICER, at + "/capture", "{\"version\":9}"));
        String form = command(OFFICER, id, "form", 10).text("formCode");
        expect(post(OFFICER, at + "/signature", "{\"version\":11,\"formCode\":\"" + form + "\"}"));
        expect(post(OFFICER, at + "/fee", "{\"version\":12}"));
        expect(command(OFFICER, id, "submission", 13));
    }

    /** Each command of an application, by who may give it. */
    private static final String COMMANDS =
            """
            officer-hanoi reception data-check capture form signature fee submission withdrawal
            officer-hanoi resubmission delivery send-back loss
            chief-hanoi approval return refusal
            centre personalisation quality-check
            """;

    @Test
    void noCommandIsTakenOutsideTheTerritoryOrWithoutAnOfficer() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        int commands = 0;
        for (String line : COMMANDS.lines().toList()) {
            List<String> words = List.of(line.split(" ", -1));
            for (String command : words.subList(1, words.size())) {
                String at = APPLICATIONS + "/" + id + "/" + command;
                String sent = bodyOf(command);
                Answer elsewhere = post(words.getFirst(), Map.of("territory", "79"), at, sent);
                assertThat(elsewhere.text("code")).as(command).isEqualTo("outside_territory");
                Answer nobody = post(words.getFirst(), Map.of("officer", ""), at, sent);
                assertThat(nobody.text("code")).as(command).isEqualTo("officer_required");
                commands++;
            }
        }
        assertThat(commands).isEqualTo(17);
        assertThat(get(OFFICER, APPLICATIONS + "/" + id).text("version")).isEqualTo("1");
    }

    private static String bodyOf(String command) {
        String version = "{\"version\":1";
        return switch (command) {
            case "return", "refusal", "withdrawal", "send-back", "loss" ->
                    version + ",\"reason\":\"x\"}";
            case "signature" -> version + ",\"formCode\":\"x\"}";
            case "quality-check" -> version + ",\"passed\":true}";
            default -> version + "}";
        };
    }

    // -- bookings --

    @Test
    void aCitizenBooksThroughThePortalAndHasOneLiveBooking() throws Exception {
        List<String> slots = slots("CA-002", 1);
        String person = person("1998-03-15");
        Answer booked = book(person, slots.get(0));
        assertThat(booked.status()).as(booked.raw()).isEqualTo(201);
        String id = booked.text("bookingId");
        assertThat(booked.text("state")).isEqualTo("BOOKED");

        assertThat(book(person, slots.get(1)).text("code")).isEqualTo("open_application_exists");
        assertThat(book(person("1998-03-15"), slots.get(0)).text("code")).isEqualTo("slot_full");
        String move = "{\"slotId\":\"" + slots.get(1) + "\"}";
        expect(post(PORTAL, citizen(person), BOOKINGS + "/" + id + "/move", move));
        assertThat(book(person("1998-03-15"), slots.get(0)).status()).isEqualTo(201);
        assertThat(text(PORTAL, citizen(person), BOOKINGS + "/" + id + "/slip.pdf"))
                .contains("GIẤY HẸN", "CA-002");

        expect(command(OFFICER, id, "reception", 1));
        assertThat(booking(person, id).text("booking")).isEqualTo("KEPT");
        throughCounter(id, 2);
        assertThat(state(id)).isEqualTo("SUBMITTED");
    }

    @Test
    void aCancelledBookingFreesItsPlace() throws Exception {
        String slot = slots("CA-003", 1).getFirst();
        String person = person("1998-03-15");
        String id = book(person, slot).text("bookingId");
        String why = "{\"version\":1,\"reason\":\"bận\"}";

        expect(post(PORTAL, citizen(person), BOOKINGS + "/" + id + "/cancellation", why));

        assertThat(booking(person, id).text("booking")).isEqualTo("CANCELLED");
        assertThat(book(person("1998-03-15"), slot).status()).isEqualTo(201);
    }

    @Test
    void slotsLieAheadAndInReachAndParcelsLackWhatHasAnId() {
        String slots = "/cards/v1/units/CA-275/slots";
        String series =
                "{\"from\":\"%s\",\"to\":\"%s\",\"opens\":\"08:00\",\"closes\":\"09:00\",\"minutes\":60,\"capacity\":1}";
        LocalDate far = LocalDate.now(ZONE).plusYears(1);

        Answer past = post(OFFICER, slots, series.formatted("2020-01-06", "2020-01-11"));
        Answer later = post(OFFICER, slots, series.formatted(far, far.plusDays(9)));
        Answer odd = get(OFFICER, slots + "?from=%2B999999999-12-01&to=%2B999999999-12-05");

        assertThat(past.text("code")).isEqualTo("slots_out_of_reach");
        assertThat(later.text("code")).isEqualTo("slots_out_of_reach");
        assertThat(odd.status()).isEqualTo(400);
        String parcel = PARCELS + "/" + UUID.randomUUID() + "/receipt";
        Answer nobody = post(OFFICER, parcel, "{\"version\":2,\"missing\":[null]}");
        assertThat(nobody.body().at("/errors/0/pointer").asString()).isEqualTo("/missing");
    }

    @Test
    void aBookingIsThereForItsCitizenAndForNoOther() {
        String slot = slots("CA-250", 2).getFirst();
        String person = person("1998-03-15");
        String id = book(person, slot).text("bookingId");
        Map<String, String> other = citizen(person("1998-03-15"));
        String missing = BOOKINGS + "/" + UUID.randomUUID();
        String move = "{\"slotId\":\"" + slot + "\"}";
        String why = "{\"version\":1,\"reason\":\"bận\"}";

        // Word for word the answer about one that is not there.
        Answer none = get(PORTAL, other, missing);
        assertThat(none.status()).isEqualTo(404);
        for (Answer refused :
                List.of(
                        get(PORTAL, other, BOOKINGS + "/" + id),
                        get(PORTAL, other, BOOKINGS + "/" + id + "/slip.pdf"),
                        post(PORTAL, other, BOOKINGS + "/" + id + "/move", move),
                        post(PORTAL, other, BOOKINGS + "/" + id + "/cancellation", why))) {
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.text("code")).isEqualTo(none.text("code"));
            assertThat(refused.text("detail")).isEqualTo(none.text("detail"));
        }
        Map<String, String> unbound = new java.util.HashMap<>(other);
        unbound.put("person", "");
        assertThat(get(PORTAL, unbound, BOOKINGS + "/" + id).text("code"))
                .isEqualTo("person_missing");
        Map<String, String> portalItself = Map.of("scope", "sharing.query");
        assertThat(get(PORTAL, portalItself, BOOKINGS + "/" + id).status()).isEqualTo(403);
        assertThat(booking(person, id).text("booking")).isEqualTo("LIVE");
        assertThat(get(OFFICER, BOOKINGS + "/" + id).status()).isEqualTo(200);
        assertThat(get(OFFICER, Map.of("territory", "79"), BOOKINGS + "/" + id).text("code"))
                .isEqualTo("outside_territory");
        assertThat(post(PORTAL, other, BOOKINGS, booking(person, slot, null)).text("code"))
                .isEqualTo("not_own_booking");
    }

    @Test
    void aParentBooksForTheChildThatTheRecordNames() {
        String slot = slots("CA-271", 9).getFirst();
        String mother = person("1985-01-01");
        String child = childOf(mother, "2014-03-15");
        String grown = childOf(mother, "2001-03-15");
        String hidden = childOf(mother, "2014-03-15");
        POPULATION.protects(hidden);

        String id =
                post(PORTAL, citizen(mother), BOOKINGS, booking(child, slot, mother))
                        .text("bookingId");

        assertThat(booking(mother, id).text("booking")).isEqualTo("LIVE");
        assertThat(booking(child, id).text("booking")).isEqualTo("LIVE");
        for (String stranger :
                List.of(person("2014-03-15"), grown, hidden, UUID.randomUUID().toString())) {
            Answer refused =
                    post(PORTAL, citizen(mother), BOOKINGS, booking(stranger, slot, mother));
            assertThat(refused.status()).as(refused.raw()).isEqualTo(422);
            assertThat(refused.text("code")).isEqualTo("not_a_representative");
        }
    }

    @Test
    void whoDoesNotComeLosesThePlaceAndMayBookAgain() {
        List<String> slots = slots("CA-272", 1);
        String person = person("1998-03-15");
        String id = book(person, slots.get(0)).text("bookingId");
        jdbc.sql(
                        """
                        update booking_slot set starts_at = now() - interval '6 hours',
                            ends_at = now() - interval '5 hours'
                        where slot_id = :slot
                        """)
                .param("slot", UUID.fromString(slots.get(0)))
                .update();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(booking(person, id).text("booking")).isEqualTo("MISSED"));
        assertThat(state(id)).isEqualTo("WITHDRAWN");
        Answer file = get(OFFICER, APPLICATIONS + "/" + id);
        assertThat(file.body().at("/steps/1/note").asString()).isEqualTo("nobody_came");
        assertThat(book(person, slots.get(1)).status()).isEqualTo(201);
    }

    @Test
    void noMoreCitizensThanPlacesHoweverManyBookAtOnce() throws Exception {
        String slot = slots("CA-004", 2).getFirst();
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String person = person("1998-03-15");
            all.add(() -> book(person, slot).status());
        }
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> one : threads.invokeAll(all)) {
                statuses.add(one.get());
            }
        }
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(2);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(6);
    }

    // -- parcels --

    @Test
    void aRecordThatChangedStaysBehindAndItsCardIsVoid() {
        String kept = handedIn(person("1998-03-15"), "FIRST", null, "CA-005");
        String renamed = person("1998-03-15");
        String changed = handedIn(renamed, "FIRST", null, "CA-005");
        String goodCard = checked(kept);
        String badCard = checked(changed);
        String parcel = packed("CA-005", kept);
        POPULATION.has(renamed, record(renamed, "1998-03-15", "ALIVE", "01", "Trần Thị Đẹp"));

        Answer sent = dispatch(parcel);

        assertThat(sent.body().at("/heldBack/0").asString()).isEqualTo(changed);
        assertThat(state(kept)).isEqualTo("DISPATCHED");
        assertThat(state(changed)).isEqualTo("RETURNED");
        assertThat(cardState(goodCard)).isEqualTo("PRODUCED");
        assertThat(cardState(badCard)).isEqualTo("VOID");
    }

    @Test
    void theCardOfAProtectedPersonHoldsUpNoParcel() {
        String person = person("1998-03-15");
        String id = handedIn(person, "FIRST", null, "CA-274");
        checked(id);
        String parcel = packed("CA-274", id);
        POPULATION.protects(person);

        Answer sent = dispatch(parcel);

        expect(sent);
        assertThat(state(id)).isEqualTo("DISPATCHED");
        // What the officer was told is that the record has not changed, and nothing else.
        assertThat(sent.raw()).doesNotContain("Được", "079198000123");
    }

    @Test
    void anUnreachableRecordKeepsTheParcelWhereItIs() {
        String id = handedIn(person("1998-03-15"), "FIRST", null, "CA-006");
        checked(id);
        String parcel = packed("CA-006", id);
        POPULATION.failsWith(500);

        Answer sent = dispatch(parcel);

        assertThat(sent.status()).isEqualTo(503);
        POPULATION.failsWith(0);
        assertThat(state(id)).isEqualTo("PACKED");
    }

    @Test
    void aMissingCardAndALostParcelAreMadeAgain() {
        String there = handedIn(person("1998-03-15"), "FIRST", null, "CA-007");
        String missing = handedIn(person("1998-03-15"), "FIRST", null, "CA-007");
        checked(there);
        String gone = checked(missing);
        String parcel = packed("CA-007", there);
        dispatch(parcel);
        String receipt = "{\"version\":2,\"missing\":[\"%s\"]}";
        Answer stranger =
                post(
                        OFFICER,
                        PARCELS + "/" + parcel + "/receipt",
                        receipt.formatted(UUID.randomUUID()));
        assertThat(stranger.text("code")).isEqualTo("not_in_parcel");

        expect(post(OFFICER, PARCELS + "/" + parcel + "/receipt", receipt.formatted(missing)));

        assertThat(state(there)).isEqualTo("AT_UNIT");
        assertThat(state(missing)).isEqualTo("APPROVED");
        assertThat(cardState(gone)).isEqualTo("VOID");

        expect(command(CENTRE, missing, "personalisation", version(missing)));
        readBack(missing);
        String passed = "{\"version\":%d,\"passed\":true}".formatted(version(missing));
        expect(post(CENTRE, APPLICATIONS + "/" + missing + "/quality-check", passed));
        String second = packed("CA-007", missing);
        dispatch(second);
        expect(post(CENTRE, PARCELS + "/" + second + "/loss", "{\"version\":2}"));
        assertThat(state(missing)).isEqualTo("APPROVED");
        JsonNode lost = get(CENTRE, PARCELS + "/" + second).body();
        assertThat(lost.at("/parcel/state").asString()).isEqualTo("LOST");
        assertThat(lost.at("/cards/0/outcome").asString()).isEqualTo("LOST");
    }

    @Test
    void aCardThatNobodyFetchesGoesBackAndIsVoid() {
        String id = handedIn(person("1998-03-15"), "FIRST", null, "CA-008");
        String card = checked(id);
        String parcel = packed("CA-008", id);
        dispatch(parcel);
        expect(post(OFFICER, PARCELS + "/" + parcel + "/receipt", "{\"version\":2}"));
        String why = "{\"version\":%d,\"reason\":\"quá hạn\"}".formatted(version(id));

        expect(post(OFFICER, APPLICATIONS + "/" + id + "/send-back", why));

        assertThat(state(id)).isEqualTo("UNDELIVERED");
        assertThat(cardState(card)).isEqualTo("VOID");
    }

    // -- facts --

    @Test
    void aNewNameInvitesTheHolderAndGivesBackWhatWasApproved() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        String open = file(person, "REISSUE", "DAMAGED").text("applicationId");
        command(CHIEF, open, "approval", 1);
        String made = command(CENTRE, open, "personalisation", 2).text("cardId");
        POPULATION.has(person, record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Đẹp"));

        tell(person, fact("person-changed", person).replace("maritalStatus", "name"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(state(open)).isEqualTo("RETURNED"));
        assertThat(cardState(made)).isEqualTo("VOID");
        assertThat(cardState(card)).isEqualTo("ACTIVE");
        String invited = events("card.invitations.v1", person, 1).getFirst();
        Contracts.assertFits("card.holder-invited.v1", invited);
        assertThat(json.readTree(invited).at("/data/reason").asString()).isEqualTo("name_changed");
        assertThat(invitations(person)).containsExactly("name_changed");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    person-renumbered, number,      number_reestablished, RETURNED
                    person-changed,    nationality, nationality_lost,     STOPPED
                    person-merged,     closed,      record_merged,        STOPPED
                    person-changed,    cancelled,   record_withdrawn,     STOPPED
                    """)
    void whatTheRecordSaysNoMoreEndsTheCard(
            String event, String change, String reason, String state) throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        String open = file(person, "REISSUE", "LOST").text("applicationId");
        String record = record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Được");
        POPULATION.has(
                person,
                switch (change) {
                    case "number" -> record.replace("079198000123", "079198000124");
                    case "nationality" -> record.replace("\"VN\"", "\"DE\"");
                    case "closed" ->
                            record.replace("\"status\"", "\"closed\":\"MERGED\",\"status\"");
                    default -> record.replace("\"status\"", "\"closed\":\"CANCELLED\",\"status\"");
                });

        tell(person, fact(event, person).replace("maritalStatus", "nationality"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cardState(card)).isEqualTo("REVOKED"));
        assertThat(get(OFFICER, "/cards/v1/cards/" + card).text("endReason")).isEqualTo(reason);
        assertThat(state(open)).isEqualTo(state);
    }

    @Test
    void aCancelledNumberEndsTheCardThatShowsIt() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        tell("idnumber.numbers.v1", person, cancelled(person));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cardState(card)).isEqualTo("REVOKED"));
        assertThat(get(OFFICER, "/cards/v1/cards/" + card).text("endReason"))
                .isEqualTo("number_cancelled");
    }

    private String cancelled(String person) {
        String event = numberFact("number-state-changed", person);
        return event.replace(json.readTree(event).at("/data/state").asString(), "cancelled");
    }

    @Test
    void theRecordOfSomebodyWhoNeverAskedForACardIsNotReadWhenItChanges() throws Exception {
        String person = person("1998-03-15");
        String change =
                fact("person-changed", person).replace("maritalStatus", "permanentResidence");

        tell(person, change);

        awaitAnswered(person, change);
        assertThat(POPULATION.wasRead(person)).isFalse();
    }

    @Test
    void anEventThatComesAfterAnotherCardCameIntoForceLeavesItToTheRecord() throws Exception {
        String person = person("1998-03-15");
        String late = cancelled(person);
        String card = deliveredCard(person, "FIRST", null);

        tell("idnumber.numbers.v1", person, late);

        awaitAnswered(person, late);
        assertThat(cardState(card)).isEqualTo("ACTIVE");
    }

    /** Until the event was taken, and the record was read because of it. */
    private void awaitAnswered(String person, String event) {
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                jdbc.sql(
                                                """
                                                select exists (select 1 from inbox
                                                        where event_id = :event)
                                                    and not exists (select 1 from fact_question
                                                        where person_id = :person)
                                                """)
                                        .param("person", UUID.fromString(person))
                                        .param(
                                                "event",
                                                UUID.fromString(
                                                        json.readTree(event).path("id").asString()))
                                        .query(Boolean.class)
                                        .single());
    }

    @Test
    void aNumberThatWentToItsOwnerEndsTheCardsThatSayOtherwise() throws Exception {
        String had = person("1998-03-15");
        String hadCard = deliveredCard(had, "FIRST", null);
        String owner = person("1998-03-15");
        String ownerCard = deliveredCard(owner, "FIRST", null);
        String record = record(owner, "1998-03-15", "ALIVE", "01", "Trần Thị Được");
        POPULATION.has(owner, record.replace("079198000123", "079198000125"));

        String gained = numberFact("number-transferred", owner);
        tell("idnumber.numbers.v1", owner, gained);
        String lost = numberFact("number-transferred", had);
        tell("idnumber.numbers.v1", had, lost.replace("true", "false"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            assertThat(cardState(hadCard)).isEqualTo("REVOKED");
                            assertThat(cardState(ownerCard)).isEqualTo("REVOKED");
                        });
        assertThat(get(OFFICER, "/cards/v1/cards/" + hadCard).text("endReason"))
                .isEqualTo("number_cancelled");
        assertThat(invitations(owner)).containsExactly("number_reestablished");

        String again = record(had, "1998-03-15", "ALIVE", "01", "Trần Thị Được");
        POPULATION.has(had, again.replace("079198000123", "079198000126"));
        tell(had, fact("person-renumbered", had));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(invitations(had)).contains("number_assigned"));
    }

    @Test
    void whoseMergerIsUndoneIsInvitedAgain() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        String open = record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Được");
        String closed = open.replace("\"status\"", "\"closed\":\"MERGED\",\"status\"");
        POPULATION.has(person, closed);
        String merged = fact("person-merged", person);
        tell(person, merged);
        awaitAnswered(person, merged);
        assertThat(cardState(card)).isEqualTo("REVOKED");
        assertThat(invitations(person)).isEmpty();
        assertThat(file(person, "FIRST", null).status()).isEqualTo(422);

        POPULATION.has(person, open);
        tell(person, fact("person-merge-undone", person));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(invitations(person)).containsExactly("merge_undone"));
        assertThat(file(person, "FIRST", null).status()).isEqualTo(201);
    }

    @Test
    void anImportThatIsTakenBackEndsWhatWasBegunMeanwhile() throws Exception {
        String slot = slots("CA-273", 5).getFirst();
        String holder = ofImport(1);
        String applicant = ofImport(2);
        String booker = ofImport(3);
        String stays = ofImport(4);
        String card = deliveredCard(holder, "FIRST", null);
        String filed = file(applicant, "FIRST", null).text("applicationId");
        String booked = book(booker, slot).text("bookingId");
        String kept = file(stays, "FIRST", null).text("applicationId");
        for (String one : List.of(holder, applicant, booker)) {
            POPULATION.has(
                    one,
                    record(one, "1998-03-15", "ALIVE", "01", "Trần Thị Được")
                            .replace("\"status\"", "\"closed\":\"CANCELLED\",\"status\""));
        }
        String example =
                Contracts.example("population/examples/population.chunk-withdrawn.v1.json");
        JsonNode event = json.readTree(example);
        tell(
                "population.imports.v1",
                event.path("subject").asString(),
                example.replace(event.at("/data/firstPersonId").asString(), holder)
                        .replace(event.at("/data/lastPersonId").asString(), stays)
                        .replace(event.path("id").asString(), UUID.randomUUID().toString()));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            assertThat(cardState(card)).isEqualTo("REVOKED");
                            assertThat(state(filed)).isEqualTo("STOPPED");
                            assertThat(state(booked)).isEqualTo("STOPPED");
                            assertThat(count("fact_question", stays)).isZero();
                        });
        assertThat(get(OFFICER, "/cards/v1/cards/" + card).text("endReason"))
                .isEqualTo("record_withdrawn");
        assertThat(booking(booker, booked).text("booking")).isEqualTo("CANCELLED");
        assertThat(state(kept)).isEqualTo("SUBMITTED");
    }

    /** The people of one import have ids of one range. */
    private static String ofImport(int line) {
        String id = "0198c1de-7f3a-7b52-9d54-1b8a5a5f%04d".formatted(line);
        POPULATION.has(id, record(id, "1998-03-15", "ALIVE", "01", "Trần Thị Được"));
        return id;
    }

    @Test
    void theNewNameOfAProtectedPersonReachesTheCard() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        POPULATION.protects(person);
        POPULATION.has(person, record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Đẹp"));

        tell(person, fact("person-changed", person).replace("maritalStatus", "name"));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(invitations(person)).containsExactly("name_changed"));
        assertThat(cardState(card)).isEqualTo("ACTIVE");
        // An officer without the scope for protected people reads nothing of them.
        Answer refused = file(person, "CHANGE", "NAME_CHANGED");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("code")).isEqualTo("protected_person");
    }

    @Test
    void whatCardsSayOfAProtectedPersonIsShownByTheScopeForThemAlone() {
        String person = person("1998-03-15");
        String id = handedIn(person, "FIRST", null);
        String card = "/cards/v1/cards/" + checked(id);
        List<String> reads =
                List.of(
                        card,
                        card + "/front.png",
                        card + "/back.png",
                        card + "/faces.pdf",
                        APPLICATIONS + "/" + id,
                        APPLICATIONS + "/" + id + "/form.pdf");
        reads.forEach(path -> expect(get(OFFICER, path)));

        POPULATION.protects(person);

        for (String path : reads) {
            Answer refused = get(OFFICER, path);
            assertThat(refused.status()).as(path).isEqualTo(403);
            assertThat(refused.text("code")).isEqualTo("protected_person");
            assertThat(refused.raw()).doesNotContain("Được", "Số 5");
            expect(get(OFFICER, TRUSTED, path));
        }
        assertThat(refusalsOf(person)).isEqualTo(reads.size());
        POPULATION.failsWith(500);
        reads.forEach(path -> assertUnavailable(get(OFFICER, TRUSTED, path)));
    }

    private long refusalsOf(String person) {
        return jdbc.sql(
                        """
                        select count(*) from audit_record
                        where person_id = :person and outcome = 'protected_person'
                        """)
                .param("person", UUID.fromString(person))
                .query(Long.class)
                .single();
    }

    @Test
    void anOfficerActsWhereTheTerritoryReachesTodayWhateverTheCodesSay() {
        String body = filing(person("1998-03-15"), "FIRST", null);
        String reception = body.replace("}", ",\"unit\":\"CA-001\"}");
        POPULATION.covers("277", "001");

        Answer outside =
                post(OFFICER, Map.of("territory", "276"), "/cards/v1/receptions", reception);
        Answer inside =
                post(OFFICER, Map.of("territory", "277"), "/cards/v1/receptions", reception);

        assertThat(outside.text("code")).isEqualTo("outside_territory");
        assertThat(inside.status()).as(inside.raw()).isEqualTo(201);
    }

    @Test
    void atAChangeItIsSaidWhatBecameOfTheOldCard() throws Exception {
        String person = person("1998-03-15");
        String old = deliveredCard(person, "FIRST", null);
        String id = file(person, "CHANGE", "ON_REQUEST").text("applicationId");
        checked(id);

        assertThat(command(OFFICER, id, "delivery", 4).text("code")).isEqualTo("old_card_required");
        String handedIn = "{\"version\":4,\"oldCard\":\"HANDED_IN\"}";
        expect(post(OFFICER, APPLICATIONS + "/" + id + "/delivery", handedIn));

        assertThat(cardState(old)).isNotEqualTo("ACTIVE");
        assertThat(get(OFFICER, APPLICATIONS + "/" + id).body().at("/steps/4/note").asString())
                .isEqualTo("old_card_handed_in");
    }

    @Test
    void whoLivesAgainIsInvited() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        tell(person, death(person));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cardState(card)).isEqualTo("REVOKED"));

        tell(person, fact("person-death-annulled", person));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(invitations(person)).containsExactly("death_annulled"));
        assertThat(file(person, "FIRST", null).status()).isEqualTo(201);
    }

    @Test
    void anUnreachableRecordIsReadAgainLater() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        POPULATION.failsWith(500);
        POPULATION.has(
                person,
                record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Được")
                        .replace("079198000123", "079198000124"));
        tell(person, fact("person-renumbered", person));
        await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                jdbc.sql(
                                                """
                                                select exists (select 1 from fact_question
                                                    where person_id = :person and attempts > 0)
                                                """)
                                        .param("person", UUID.fromString(person))
                                        .query(Boolean.class)
                                        .single());

        POPULATION.failsWith(0);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(cardState(card)).isEqualTo("REVOKED"));
    }

    // -- units and time limits --

    @Test
    void whatIsUnderWayFollowsAUnitIntoItsSuccessor() throws Exception {
        String slot = slots("CA-009", 1).getFirst();
        String booker = person("1998-03-15");
        String booked = book(booker, slot).text("bookingId");
        String onItsWay = handedIn(person("1998-03-15"), "FIRST", null, "CA-009");
        checked(onItsWay);
        String parcel = packed("CA-009", onItsWay);
        String ended =
                """
                {"unit":{"code":"009","level":"district","type":"Quận","name":"Thanh Xuân",
                  "fullName":"Quận Thanh Xuân","parent":"01","validTo":"2026-01-01"},
                 "versions":[],"predecessors":[],"successors":[],"today":["268"]}
                """;
        POPULATION.hasUnit("009", ended);
        String edition =
                Contracts.example("population/examples/population.reference-data-applied.v1.json");
        String list = json.readTree(edition).at("/data/list").asString();
        tell(
                "population.reference-data.v1",
                list,
                edition.replace(list, "administrative-units")
                        .replace(
                                json.readTree(edition).path("id").asString(),
                                UUID.randomUUID().toString()));

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () ->
                                assertThat(get(CENTRE, "/cards/v1/units/CA-009").text("successor"))
                                        .isEqualTo("CA-268"));
        assertThat(booking(booker, booked).body().at("/slot/unit").asString()).isEqualTo("CA-268");
        assertThat(get(CENTRE, APPLICATIONS + "/" + onItsWay).text("unit")).isEqualTo("CA-268");
        assertThat(get(CENTRE, PARCELS + "/" + parcel).body().at("/parcel/unit").asString())
                .isEqualTo("CA-268");
        String body = filing(person("1998-03-15"), "FIRST", null);
        assertThat(
                        post(
                                        OFFICER,
                                        "/cards/v1/receptions",
                                        body.replace("}", ",\"unit\":\"CA-009\"}"))
                                .text("code"))
                .isEqualTo("unit_ended");
    }

    @Test
    void whatIsLateIsToldOnceAndCounted() throws Exception {
        String id = handedIn(person("1998-03-15"), "FIRST", null, "CA-016");
        jdbc.sql(
                        """
                        update application_deadline set began_on = began_on - 30,
                            due_on = current_date - 10
                        where application_id = :id and step = 'CENTRE'
                        """)
                .param("id", UUID.fromString(id))
                .update();

        String event = events("card.deadlines.v1", id, 1).getFirst();

        Contracts.assertFits("card.application-overdue.v1", event);
        Answer late = get(OFFICER, "/cards/v1/units/CA-016/overdue");
        assertThat(late.body().at("/items/0/applicationId").asString()).isEqualTo(id);
        LocalDate today = LocalDate.now(ZONE);
        Answer figures =
                get(
                        OFFICER,
                        "/cards/v1/units/CA-016/figures?from=%s&to=%s"
                                .formatted(today.minusDays(60), today.plusDays(60)));
        assertThat(figures.raw()).contains("\"overdue\":1");
    }

    @Test
    void eachLineOfTheCalendarSaysWhereItComesFrom() {
        Answer year = get(PORTAL, "/cards/v1/calendar?year=2024");

        year.body()
                .path("days")
                .forEach(
                        day -> {
                            assertThat(day.path("basis").asString()).isNotBlank();
                            assertThat(day.path("certainty").asString()).isEqualTo("KNOWLEDGE");
                        });
        String moved =
                "{\"day\":\"2031-04-25\",\"kind\":\"SWAPPED_OFF\",\"name\":\"Hoán đổi\",\"basis\":\"%s\"}";
        expect(post(CENTRE, "/cards/v1/calendar", moved.formatted("Thông báo 1/TB")));
        Answer blank = post(CENTRE, "/cards/v1/calendar", moved.formatted(" "));
        assertThat(blank.body().at("/errors/0/pointer").asString()).isEqualTo("/basis");
        JsonNode day = get(PORTAL, "/cards/v1/calendar?year=2031").body().at("/days/0");
        assertThat(day.path("basis").asString()).isEqualTo("Thông báo 1/TB");
        assertThat(day.path("certainty").asString()).isEqualTo("ENTERED");
    }

    // -- playing the parts --

    private String received(String person) {
        String body = filing(person, "FIRST", null).replace("}", ",\"unit\":\"" + UNIT + "\"}");
        Answer received = post(OFFICER, "/cards/v1/receptions", body);
        assertThat(received.status()).as(received.raw()).isEqualTo(201);
        return received.text("applicationId");
    }

    private int version(String id) {
        return get(CENTRE, APPLICATIONS + "/" + id).body().path("version").asInt();
    }

    /** Packs until this application lies in a parcel: others of the unit may be packed first. */
    private String packed(String unit, String id) {
        for (int i = 0; i < 10 && !state(id).equals("PACKED"); i++) {
            post(CENTRE, PARCELS, "{\"unit\":\"" + unit + "\"}");
        }
        return get(CENTRE, APPLICATIONS + "/" + id).text("parcelId");
    }

    private Answer dispatch(String parcel) {
        return post(
                CENTRE,
                PARCELS + "/" + parcel + "/dispatch",
                "{\"version\":1,\"courier\":\"Bưu điện\"}");
    }

    private List<String> slots(String unit, int capacity) {
        LocalDate from = LocalDate.now(ZONE).plusDays(1);
        String body =
                """
                {"from":"%s","to":"%s","opens":"08:00","closes":"10:00","minutes":60,
                 "capacity":%d}
                """
                        .formatted(from, from.plusDays(14), capacity);
        expect(post(OFFICER, "/cards/v1/units/" + unit + "/slots", body));
        Answer made =
                get(
                        PORTAL,
                        "/cards/v1/units/%s/slots?from=%s&to=%s"
                                .formatted(unit, from, from.plusDays(14)));
        List<String> ids = new ArrayList<>();
        made.body().path("items").forEach(slot -> ids.add(slot.path("slotId").asString()));
        return ids;
    }

    private Answer book(String person, String slot) {
        return post(PORTAL, citizen(person), BOOKINGS, booking(person, slot, null));
    }

    private static String booking(String person, String slot, @Nullable String representative) {
        return "{\"personId\":\"%s\",\"kind\":\"FIRST\",\"slotId\":\"%s\"%s}"
                .formatted(
                        person,
                        slot,
                        representative == null
                                ? ""
                                : ",\"representativeId\":\"" + representative + "\"");
    }

    /** As the portal's token for one citizen says it. */
    private static Map<String, String> citizen(String person) {
        return Map.of("officer", "", "territory", "", "person", person);
    }

    private Answer booking(String person, String id) {
        return get(PORTAL, citizen(person), BOOKINGS + "/" + id);
    }

    private static String childOf(String mother, String born) {
        String child = UUID.randomUUID().toString();
        POPULATION.has(
                child,
                record(child, born, "ALIVE", "01", "Trần Thị Được")
                        .replace(
                                "\"status\"",
                                "\"mother\":{\"name\":\"Lê Thị Mơ\",\"personId\":\"%s\"},\"status\""
                                        .formatted(mother)));
        return child;
    }

    private List<String> invitations(String person) {
        List<String> reasons = new ArrayList<>();
        get(OFFICER, "/cards/v1/persons/" + person + "/invitations")
                .body()
                .path("items")
                .forEach(one -> reasons.add(one.path("reason").asString()));
        return reasons;
    }

    private String text(String path) throws Exception {
        return text(OFFICER, Map.of(), path);
    }

    private String text(String who, Map<String, String> claims, String path) throws Exception {
        HttpResponse<byte[]> answer =
                http.send(
                        request(who, claims, path).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/pdf");
        try (PDDocument pdf = Loader.loadPDF(answer.body())) {
            return new PDFTextStripper().getText(pdf);
        }
    }
}
