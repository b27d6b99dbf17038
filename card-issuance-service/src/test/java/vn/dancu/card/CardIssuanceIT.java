package vn.dancu.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

class CardIssuanceIT extends CardServiceTests {
    @Test
    void anApplicationBecomesACardInForce() throws Exception {
        String person = person("1998-03-15");
        Answer filed = file(person, "FIRST", null);
        assertThat(filed.status()).isEqualTo(201);
        assertThat(filed.location()).isEqualTo(APPLICATIONS + "/" + filed.text("applicationId"));
        String id = filed.text("applicationId");

        assertThat(command(CHIEF, id, "approval", 1).text("state")).isEqualTo("APPROVED");
        Answer made = command(CENTRE, id, "personalisation", 2);
        assertThat(made.text("state")).isEqualTo("PERSONALISED");
        String card = made.text("cardId");
        assertThat(get(OFFICER, "/cards/v1/cards/" + card).text("state")).isEqualTo("PRODUCED");
        readBack(id);
        String checked = "{\"version\":3,\"passed\":true}";
        assertThat(post(CENTRE, APPLICATIONS + "/" + id + "/quality-check", checked).status())
                .isEqualTo(200);
        assertThat(command(OFFICER, id, "delivery", 4).text("state")).isEqualTo("DELIVERED");

        Answer active = get(OFFICER, "/cards/v1/cards/" + card);
        assertThat(active.text("state")).isEqualTo("ACTIVE");
        assertThat(active.body().at("/holder/name").asString()).isEqualTo("Trần Thị Được");
        assertThat(active.body().at("/holder/residence").asString())
                .isEqualTo("Số 5, Phúc Xá, Ba Đình, Hà Nội");
        assertThat(active.body().at("/mrz/0").asString()).startsWith("IDVNM");
        assertThat(status(active.text("serial"))).isEqualTo("VALID");
        Answer file = get(CHIEF, APPLICATIONS + "/" + id);
        assertThat(file.body().path("steps").size()).isEqualTo(5);
        assertThat(file.body().at("/steps/1/officer").asString()).isEqualTo(CHIEF);
    }

    @Test
    void bothSidesAreAnsweredAsPictures() throws Exception {
        String card = deliveredCard(person("1998-03-15"), "FIRST", null);

        for (String side : List.of("front", "back")) {
            HttpResponse<byte[]> answer =
                    http.send(
                            request(OFFICER, "/cards/v1/cards/" + card + "/" + side + ".png")
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
            assertThat(image.getWidth()).isEqualTo(1011);
        }
        assertThat(get(OFFICER, "/cards/v1/cards/" + card + "/front.png?dpi=72").text("code"))
                .isEqualTo("dpi_unknown");
    }

    @Test
    void aSecondOfficerDecides() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        Map<String, String> both = Map.of("officer", OFFICER, "scope", "card.approve");

        Answer same = post(OFFICER, both, APPLICATIONS + "/" + id + "/approval", "{\"version\":1}");

        assertThat(same.status()).isEqualTo(422);
        assertThat(same.text("code")).isEqualTo("second_officer_required");
    }

    @Test
    void whoFiledFirstMayNotDecideAfterAnotherFiledAgain() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        String at = APPLICATIONS + "/" + id;
        assertThat(
                        post(CHIEF, at + "/return", "{\"version\":1,\"reason\":\"unclear\"}")
                                .text("state"))
                .isEqualTo("RETURNED");
        Map<String, String> colleague = Map.of("officer", "officer-colleague");
        assertThat(post(OFFICER, colleague, at + "/resubmission", "{\"version\":2}").text("state"))
                .isEqualTo("SUBMITTED");

        for (String officer : List.of(OFFICER, "officer-colleague")) {
            Map<String, String> decider = Map.of("scope", "card.approve", "officer", officer);
            Answer answer = post(OFFICER, decider, at + "/approval", "{\"version\":3}");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text("code")).isEqualTo("second_officer_required");
        }
        assertThat(command(CHIEF, id, "approval", 3).text("state")).isEqualTo("APPROVED");
    }

    @Test
    void nobodyDecidesOnAnApplicationOfTheirOwn() {
        String own = "00000000-0000-4000-8000-00000000beef";
        POPULATION.has(own, record(own, "1990-01-01", "ALIVE", "01", "Trần Thị Được"));
        String id = file(own, "FIRST", null).text("applicationId");

        Answer answer =
                post(
                        CHIEF,
                        Map.of("officer", "born-officer"),
                        APPLICATIONS + "/" + id + "/approval",
                        "{\"version\":1}");

        assertThat(answer.text("code")).isEqualTo("second_officer_required");
    }

    @Test
    void aCommandInTheWrongStateIsAConflict() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");

        Answer answer = command(CENTRE, id, "personalisation", 1);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("wrong_state");
    }

    @Test
    void aCommandForAnOldVersionIsStale() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        command(CHIEF, id, "approval", 1);

        Answer answer = command(CENTRE, id, "approval", 1);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("code")).isEqualTo("stale_version");
        assertThat(command(CENTRE, id, "personalisation", 3).text("code"))
                .isEqualTo("stale_version");
    }

    @Test
    void theSameKeyGivesTheSameAnswerAndAnotherBodyIsRefused() {
        String person = person("1998-03-15");
        Map<String, String> key = Map.of("Idempotency-Key", "key-" + person);
        String body = filing(person, "FIRST", null);

        Answer first = send(OFFICER, Map.of(), key, APPLICATIONS, body);
        Answer again = send(OFFICER, Map.of(), key, APPLICATIONS, body);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("applicationId")).isEqualTo(first.text("applicationId"));

        String approval = APPLICATIONS + "/" + first.text("applicationId") + "/approval";
        assertThat(send(CHIEF, Map.of(), key, approval, "{\"version\":1}").status()).isEqualTo(200);
        assertThat(send(CHIEF, Map.of(), key, approval, "{\"version\":1}").status()).isEqualTo(200);
        String other = filing(person("1999-01-01"), "FIRST", null);
        assertThat(send(OFFICER, Map.of(), key, APPLICATIONS, other).text("code"))
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void oneOfTwoCommandsAtOnceTakesEffect() throws Exception {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> both =
                    List.of(
                            threads.submit(() -> command(CHIEF, id, "approval", 1)),
                            threads.submit(() -> command(CENTRE, id, "approval", 1)));
            for (Future<Answer> one : both) {
                statuses.add(one.get().status());
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    }

    @Test
    void aNewCardReplacesTheOldOne() throws Exception {
        String person = person("1998-03-15");
        String old = deliveredCard(person, "FIRST", null);
        assertThat(file(person, "FIRST", null).text("code")).isEqualTo("active_card_exists");

        String fresh = deliveredCard(person, "REISSUE", "LOST");

        Answer before = get(OFFICER, "/cards/v1/cards/" + old);
        assertThat(before.text("state")).isEqualTo("REPLACED");
        assertThat(before.text("endReason")).isEqualTo("replaced");
        assertThat(status(before.text("serial"))).isEqualTo("REVOKED");
        assertThat(get(OFFICER, "/cards/v1/cards/" + fresh).text("state")).isEqualTo("ACTIVE");
    }

    @Test
    void aDeathRevokesTheCardAndStopsWhatIsUnderWay() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        String open = file(person, "REISSUE", "DAMAGED").text("applicationId");
        command(CHIEF, open, "approval", 1);
        String made = command(CENTRE, open, "personalisation", 2).text("cardId");

        String death = death(person);
        tell(person, death);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(get(OFFICER, "/cards/v1/cards/" + card).text("state"))
                                        .isEqualTo("REVOKED"));
        assertThat(get(OFFICER, "/cards/v1/cards/" + card).text("endReason"))
                .isEqualTo("person_died");
        assertThat(get(OFFICER, APPLICATIONS + "/" + open).text("state")).isEqualTo("STOPPED");
        assertThat(get(OFFICER, "/cards/v1/cards/" + made).text("state")).isEqualTo("VOID");

        tell(person, death); // the same event again
        tell(person, death(person)); // the same fact in another event
        String marker = person("1990-01-01");
        String markerCard = deliveredCard(marker, "FIRST", null);
        tell(person, death(marker)); // the same partition: behind the others
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(
                                                get(OFFICER, "/cards/v1/cards/" + markerCard)
                                                        .text("state"))
                                        .isEqualTo("REVOKED"));
        assertThat(get(OFFICER, "/cards/v1/cards/" + card).body().path("version").asInt())
                .isEqualTo(3);
        Set<String> told = new HashSet<>();
        for (String event : events("card.cards.v1", card, 2)) {
            told.add(json.readTree(event).path("type").asString());
        }
        assertThat(told)
                .containsExactlyInAnyOrder("card.card-activated.v1", "card.card-revoked.v1");
    }

    @Test
    void whatIsToldFitsTheContracts() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        String application = get(OFFICER, "/cards/v1/cards/" + card).text("applicationId");

        List<String> steps = events("card.applications.v1", application, 5);
        List<String> life = events("card.cards.v1", card, 1);

        List<String> all = new ArrayList<>(steps);
        all.addAll(life);
        for (String event : all) {
            Contracts.assertFits(json.readTree(event).path("type").asString(), event);
            assertThat(event).doesNotContain("Trần").doesNotContain("079198");
        }
        assertThat(steps.stream().map(e -> json.readTree(e).path("aggregateversion").asInt()))
                .containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void anUnreachableOrSlowRecordIsUnavailableAndNothingIsStored() {
        String person = person("1998-03-15");
        POPULATION.failsWith(500);
        assertUnavailable(file(person, "FIRST", null));

        POPULATION.failsWith(0);
        CountDownLatch latch = new CountDownLatch(1);
        POPULATION.hangsUntil(latch);
        assertUnavailable(file(person, "FIRST", null));
        latch.countDown();
        POPULATION.hangsUntil(null);

        assertThat(count("card_application", person)).isZero();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> file(person, "FIRST", null).status() == 201);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    DEAD,  1998-03-15, 01, Trần Thị Được, 422, person_not_alive
                    ALIVE, 2020-03-15, 01, Trần Thị Được, 422, representative_required
                    ALIVE, 1957,       01, Trần Thị Được, 422, date_of_birth_incomplete
                    ALIVE, 1998-03-15, 79, Trần Thị Được, 403, outside_territory
                    DEAD,  1998-03-15, 79, Trần Thị Được, 403, outside_territory
                    ALIVE, 2020-03-15, 79, Trần Thị Được, 403, outside_territory
                    ALIVE, 1998-03-15, 79, Иван,          403, outside_territory
                    ALIVE, 1998-03-15, 01, Иван,          422, character_not_printable
                    """)
    void whoMayNotHaveACardIsRefusedWithACode(
            String vital, String born, String province, String name, int status, String code) {
        String person = UUID.randomUUID().toString();
        POPULATION.has(person, record(person, born, vital, province, name));

        Answer answer = file(person, "FIRST", null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(answer.raw()).doesNotContain(name);
        assertThat(count("card_application", person)).isZero();
    }

    @Test
    void whoMovedAwayAndDiedIsOutsideTheTerritoryWhenFiledAgain() {
        String person = person("1998-03-15");
        String at = APPLICATIONS + "/" + file(person, "FIRST", null).text("applicationId");
        post(CHIEF, at + "/return", "{\"version\":1,\"reason\":\"unclear\"}");
        POPULATION.has(person, record(person, "1998-03-15", "DEAD", "79", "Trần Thị Được"));

        Answer answer = post(OFFICER, at + "/resubmission", "{\"version\":2}");

        assertThat(answer.text("code")).isEqualTo("outside_territory");
        assertThat(answer.raw()).doesNotContain("person_not_alive");
    }

    @Test
    void aPersonWhomTheRecordDoesNotKnowIsRefused() {
        Answer answer = file(UUID.randomUUID().toString(), "FIRST", null);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("code")).isEqualTo("person_not_found");
    }

    @Test
    void aPersonHasOneOpenApplication() {
        String person = person("1998-03-15");
        file(person, "FIRST", null);

        Answer second = file(person, "FIRST", null);

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("code")).isEqualTo("open_application_exists");
    }

    @Test
    void aRecordThatChangedSinceFilingMustBeFiledAgain() {
        String person = person("1998-03-15");
        String id = file(person, "FIRST", null).text("applicationId");
        command(CHIEF, id, "approval", 1);
        POPULATION.has(person, record(person, "1998-03-15", "ALIVE", "01", "Trần Thị Đẹp"));

        assertThat(command(CENTRE, id, "personalisation", 2).text("code"))
                .isEqualTo("record_changed");
        String why = "{\"version\":2,\"reason\":\"Tên đã đổi\"}";
        assertThat(post(CHIEF, APPLICATIONS + "/" + id + "/return", why).status()).isEqualTo(200);
        assertThat(command(OFFICER, id, "resubmission", 3).status()).isEqualTo(200);
        assertThat(command(CHIEF, id, "approval", 4).status()).isEqualTo(200);
        assertThat(get(CHIEF, APPLICATIONS + "/" + id).body().at("/holder/name").asString())
                .isEqualTo("Trần Thị Đẹp");
    }

    @Test
    void aSpoiltCardIsVoidAndMadeAgainWithAnotherSerial() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");
        command(CHIEF, id, "approval", 1);
        String spoilt = command(CENTRE, id, "personalisation", 2).text("cardId");
        String failed = "{\"version\":3,\"passed\":false,\"reason\":\"In mờ\"}";
        assertThat(post(CENTRE, APPLICATIONS + "/" + id + "/quality-check", failed).text("state"))
                .isEqualTo("APPROVED");

        String again = command(CENTRE, id, "personalisation", 4).text("cardId");

        assertThat(get(OFFICER, "/cards/v1/cards/" + spoilt).text("state")).isEqualTo("VOID");
        assertThat(get(OFFICER, "/cards/v1/cards/" + again).text("serial"))
                .isNotEqualTo(get(OFFICER, "/cards/v1/cards/" + spoilt).text("serial"));
    }

    @Test
    void theFactsOfAnIssuedCardCannotBeChangedEvenInTheDatabase() throws Exception {
        UUID card = UUID.fromString(deliveredCard(person("1998-03-15"), "FIRST", null));

        assertThatThrownBy(
                        () ->
                                jdbc.sql("update card set mrz = upper(mrz) where card_id = :card")
                                        .param("card", card)
                                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("do not change");
        assertThatThrownBy(
                        () ->
                                jdbc.sql("delete from card where card_id = :card")
                                        .param("card", card)
                                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void aCapturedPortraitIsKeptWithoutItsFile() throws Exception {
        String person = person("1998-03-15");
        BufferedImage image = new BufferedImage(400, 600, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        String portrait = Base64.getEncoder().encodeToString(out.toByteArray());

        Answer filed =
                post(
                        OFFICER,
                        APPLICATIONS,
                        "{\"personId\":\"%s\",\"kind\":\"FIRST\",\"portrait\":\"%s\"}"
                                .formatted(person, portrait));

        assertThat(filed.status()).isEqualTo(201);
        Answer file = get(CHIEF, APPLICATIONS + "/" + filed.text("applicationId"));
        assertThat(file.body().path("portraitCaptured").asBoolean()).isTrue();
    }

    @Test
    void workListsAreReadPageByPage() {
        Set<String> filed = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            filed.add(file(person("1998-03-15"), "FIRST", null).text("applicationId"));
        }
        Set<String> read = new HashSet<>();
        String path = APPLICATIONS + "?state=SUBMITTED&limit=2";
        String next = "";
        int pages = 0;
        do {
            Answer page = get(CHIEF, path + (next.isEmpty() ? "" : "&after=" + next));
            for (JsonNode item : page.body().path("items")) {
                assertThat(read.add(item.path("applicationId").asString())).isTrue();
            }
            next = page.body().path("next").asString("");
        } while (!next.isEmpty() && pages++ < 100);
        assertThat(read).containsAll(filed);

        Answer elsewhere =
                send(CHIEF, Map.of("territory", "79"), Map.of(), path.replace("=2", "=200"), null);
        assertThat(elsewhere.body().path("items").size()).isZero();
        assertThat(get(CHIEF, APPLICATIONS + "?state=SUBMITTED&limit=201").status()).isEqualTo(400);
        assertThat(get(CHIEF, APPLICATIONS + "?state=NONE").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"personId":                                                          | 400 | malformed_json
                    {"personId":"P","kind":"FIRST","colour":"red"}                        | 400 | unknown_field
                    {"personId":"no uuid","kind":"FIRST"}                                 | 400 | wrong_type
                    {"personId":"P","kind":"SECOND"}                                      | 400 | wrong_type
                    {"personId":"P","kind":7}                                             | 400 | wrong_type
                    {"personId":"P","kind":"FIRST"} x                                     | 400 | malformed_json
                    {"personId":"P","kind":"FIRST","features":"a\\u0000b"}                | 400 | control_character
                    {"kind":"FIRST"}                                                      | 422 | invalid_fields
                    {"personId":"P"}                                                      | 422 | invalid_fields
                    {"personId":"P","kind":"FIRST","features":""}                         | 422 | invalid_fields
                    {"personId":"P","kind":"CHANGE"}                                      | 422 | reason_required
                    {"personId":"P","kind":"FIRST","reason":"LOST"}                       | 422 | reason_not_applicable
                    {"personId":"P","kind":"FIRST","portrait":"!!!"}                      | 422 | portrait_unreadable
                    """)
    void badInputIsRefusedWithACodeAndNothingIsStored(String body, int status, String code) {
        String person = person("1998-03-15");

        Answer answer = post(OFFICER, APPLICATIONS, body.replace("\"P\"", "\"" + person + "\""));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(count("card_application", person)).isZero();
    }

    @Test
    void anOversizedBodyIsRefused() {
        String body =
                "{\"personId\":\"%s\",\"kind\":\"FIRST\",\"portrait\":\"%s\"}"
                        .formatted(person("1998-03-15"), "A".repeat(1_200_000));

        assertThat(post(OFFICER, APPLICATIONS, body).status()).isEqualTo(413);
    }

    @Test
    void commandsWithoutTheirFieldsAreRefused() {
        String id = file(person("1998-03-15"), "FIRST", null).text("applicationId");

        assertThat(post(CHIEF, APPLICATIONS + "/" + id + "/approval", "{}").status())
                .isIn(400, 422);
        assertThat(
                        post(CHIEF, APPLICATIONS + "/" + id + "/approval", "{\"version\":\"1\"}")
                                .status())
                .isEqualTo(400);
        Answer refusal = post(CHIEF, APPLICATIONS + "/" + id + "/refusal", "{\"version\":1}");
        assertThat(refusal.text("code")).isEqualTo("invalid_fields");
        assertThat(refusal.body().at("/errors/0/pointer").asString()).isEqualTo("/reason");
        assertThat(get(CHIEF, APPLICATIONS + "/" + id).body().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void scopesOfficersAndTerritoriesAreAskedFor() throws Exception {
        String person = person("1998-03-15");
        String body = filing(person, "FIRST", null);
        assertThat(post(CHIEF, APPLICATIONS, body).status()).isEqualTo(403);
        assertThat(
                        http.send(
                                        HttpRequest.newBuilder(uri(APPLICATIONS))
                                                .header("Content-Type", "application/json")
                                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(401);
        Answer nobody = post(OFFICER, Map.of("officer", "", "territory", "01"), APPLICATIONS, body);
        assertThat(nobody.status()).isEqualTo(403);

        String card = deliveredCard(person, "FIRST", null);
        Answer elsewhere =
                send(OFFICER, Map.of("territory", "79"), Map.of(), "/cards/v1/cards/" + card, null);
        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(elsewhere.text("code")).isEqualTo("outside_territory");
        assertThat(get(OFFICER, "/cards/v1/cards/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void eachReadOfPersonalDataLeavesARecord() throws Exception {
        String person = person("1998-03-15");
        String card = deliveredCard(person, "FIRST", null);
        get(OFFICER, "/cards/v1/cards/" + card);

        assertThat(
                        jdbc.sql(
                                        """
                                        select officer from audit_record
                                        where person_id = :person and action = 'card_read'
                                        """)
                                .param("person", UUID.fromString(person))
                                .query(String.class)
                                .list())
                .containsExactly(OFFICER);
    }

    @Test
    void theRecordIsAskedOnBehalfOfTheOfficer() {
        file(person("1998-03-15"), "FIRST", null);

        String signed = POPULATION.callers().getLast();
        String claims =
                new String(
                        Base64.getUrlDecoder().decode(signed.split("\\.", -1)[1]),
                        StandardCharsets.UTF_8);
        JsonNode caller = json.readTree(claims);
        assertThat(caller.path("officer").asString()).isEqualTo(OFFICER);
        assertThat(caller.path("iss").asString()).isEqualTo("card-issuance-service");
        assertThat(caller.path("purpose").asString()).isEqualTo("card_issuance");
    }

    @Test
    void daysOfYearsThatNoDatabaseTakesAreRefused() {
        for (String day :
                List.of("+99999-01-01", "+999999999-12-31", "0000-01-01", "-0005-01-01")) {
            Answer status =
                    post(
                            OFFICER,
                            "/cards/v1/cards/statuses",
                            "{\"items\":[{\"number\":\"079198000123\",\"issued\":\"%s\"}]}"
                                    .formatted(day));
            assertThat(status.status()).as(status.raw()).isEqualTo(400);
            assertThat(status.body().at("/errors/0/pointer").asString())
                    .isEqualTo("/items/0/issued");
            String encoded = day.replace("+", "%2B");
            for (String path :
                    List.of(
                            "/figures?from=%1$s&to=%1$s",
                            "/slots?from=%1$s&to=%1$s",
                            "/overdue?since=%1$s&after=" + UUID.randomUUID())) {
                Answer refused = get(OFFICER, "/cards/v1/units/CA-001" + path.formatted(encoded));
                assertThat(refused.status()).as(refused.raw()).isEqualTo(400);
                assertThat(refused.text("code")).isEqualTo("wrong_type");
            }
        }
    }

    @Test
    void whatIsMissingIsPointedAt() {
        Answer statuses =
                post(
                        OFFICER,
                        "/cards/v1/cards/statuses",
                        "{\"serials\":[null],\"items\":[null,{}]}");
        assertThat(statuses.status()).as(statuses.raw()).isEqualTo(422);
        assertThat(statuses.body().path("errors").findValuesAsString("pointer"))
                .containsExactly("/serials/0", "/items/0", "/items/1");

        Answer list = get(OFFICER, APPLICATIONS + "?limit=5");
        assertThat(list.status()).isEqualTo(400);
        assertThat(list.text("code")).isEqualTo("missing_parameter");
        assertThat(list.body().at("/errors/0/pointer").asString()).isEqualTo("?state");
    }

    @Test
    void statusesOfUnknownSerialsAreUnknown() {
        assertThat(status("0000000000")).isEqualTo("UNKNOWN");
        assertThat(post(OFFICER, "/cards/v1/cards/statuses", "{\"serials\":[]}").text("code"))
                .isEqualTo("serials_count");
    }
}
