package vn.dancu.card.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;
import vn.dancu.card.Contracts;
import vn.dancu.card.LifeStage;
import vn.dancu.card.cards.Production;
import vn.dancu.card.model.CardCommand;
import vn.dancu.card.model.CardSerial;
import vn.dancu.card.model.CardState;
import vn.dancu.card.statuslist.StatusListReader;
import vn.dancu.card.statuslist.StatusListsDriver;

class CardLifeIT extends LifeStage {
    private static final String STATUSES = "/cards/v1/cards/statuses";
    @Autowired private Expiries expiries;
    @Autowired private StatusListsDriver lists;

    private static String path(UUID card, String command) {
        return "/cards/v1/cards/" + card + "/" + command;
    }

    private String order(UUID card, String reason) {
        return "{\"version\":%d,\"reason\":\"%s\",\"evidence\":\"Biên bản 12/BB\"}"
                .formatted(version(card), reason);
    }

    private String status(UUID card) {
        return post(OFFICER, STATUSES, "{\"serials\":[\"%s\"]}".formatted(serial(card)))
                .text("/items/0/status");
    }

    @Test
    void theDatabaseHasTheSameRulesAsTheModel() {
        for (CardState before : CardState.values()) {
            for (CardState after : CardState.values()) {
                boolean inModel = false;
                for (CardCommand command : CardCommand.values()) {
                    inModel |= command.isAllowedFrom(before) && command.target() == after;
                }
                boolean inDatabase =
                        jdbc.sql("select card_state_follows(:before, :after)")
                                .param("before", before.name())
                                .param("after", after.name())
                                .query(Boolean.class)
                                .single();
                assertThat(inDatabase).as(before + " to " + after).isEqualTo(inModel);
            }
        }
    }

    @Test
    void theDatabaseRefusesAStepThatTheModelDoesNotKnow() {
        UUID card = card(UUID.randomUUID());
        assertThatThrownBy(
                        () ->
                                jdbc.sql(
                                                "update card set state = 'PRODUCED',"
                                                        + " version = version + 1,"
                                                        + " activated_at = null"
                                                        + " where card_id = :card")
                                        .param("card", card)
                                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("does not go from");
    }

    @Test
    void aSuspendedCardIsReinstatedByTwoOfficers() {
        UUID card = card(UUID.randomUUID());

        Answer suspended =
                post(OFFICER, path(card, "suspension"), order(card, "UNDER_INVESTIGATION"));
        assertThat(suspended.status()).isEqualTo(200);
        assertThat(suspended.text("state")).isEqualTo("SUSPENDED");
        assertThat(status(card)).isEqualTo("SUSPENDED");

        Answer proposed = post(OFFICER, path(card, "reinstatement"), order(card, "CLEARED"));
        assertThat(proposed.status()).isEqualTo(202);
        assertThat(proposed.text("state")).isEqualTo("SUSPENDED");
        String proposal = "/cards/v1/card-proposals/" + proposed.text("proposalId");
        assertThat(post(OFFICER, path(card, "reinstatement"), order(card, "CLEARED")).text("code"))
                .isEqualTo("proposal_open");
        Answer self =
                post(OFFICER, Map.of("scope", "card.life.approve"), proposal + "/approval", "");
        assertThat(self.text("code")).isEqualTo("second_officer_required");
        assertThat(items(get(CHIEF, "/cards/v1/card-proposals?limit=200"), "cardId"))
                .contains(card.toString());

        assertThat(post(CHIEF, proposal + "/approval", "").text("state")).isEqualTo("ACTIVE");
        assertThat(status(card)).isEqualTo("VALID");
        assertThat(post(CHIEF, proposal + "/approval", "").text("code"))
                .isEqualTo("proposal_decided");
        Answer steps = get(OFFICER, path(card, "steps"));
        assertThat(items(steps, "command")).containsExactly("ACTIVATE", "SUSPEND", "REINSTATE");
        assertThat(steps.text("/items/2/officer")).isEqualTo(OFFICER);
        assertThat(steps.text("/items/2/secondOfficer")).isEqualTo(CHIEF);
    }

    @Test
    void aLostCardIsReportedThroughThePortalAndRecoveredOrReplaced() {
        UUID person = UUID.randomUUID();
        UUID card = card(person);
        Map<String, String> portal =
                Map.of(
                        "scope",
                        "card.me",
                        "officer",
                        "",
                        "territory",
                        "",
                        "person",
                        person.toString());
        String report = "/cards/v1/persons/" + person + "/loss-reports";

        Answer lost = post("portal", portal, report, "{\"kind\":\"STOLEN\"}");
        assertThat(lost.text("state")).isEqualTo("LOST");
        assertThat(post("portal", portal, report, "{\"kind\":\"STOLEN\"}").text("version"))
                .isEqualTo(lost.text("version"));
        assertThat(status(card)).isEqualTo("REVOKED");
        assertThat(post("portal", portal, report, "{\"kind\":\"FOUND\"}").text("code"))
                .isEqualTo("reason_not_applicable");

        UUID fresh = card(person);
        assertThat(state(card)).isEqualTo("REPLACED");
        assertThat(state(fresh)).isEqualTo("ACTIVE");
        assertThat(post(OFFICER, path(card, "recovery"), order(card, "FOUND")).text("code"))
                .isEqualTo("wrong_state");
        assertThat(
                        post(OFFICER, path(card, "destruction"), order(card, "FOUND_LATE"))
                                .text("state"))
                .isEqualTo("DESTROYED");
        String other = "/cards/v1/persons/" + UUID.randomUUID() + "/loss-reports";
        assertThat(post("portal", portal, other, "{\"kind\":\"LOST\"}").text("code"))
                .isEqualTo("not_own_card");
        card(person);
        assertThat(post("portal", portal, report, "{\"kind\":\"LOST\"}").text("state"))
                .isEqualTo("LOST");
    }

    @Test
    void aRevocationIsProposedAndMayBeRefused() {
        UUID card = card(UUID.randomUUID());
        String first =
                post(OFFICER, path(card, "revocation"), order(card, "ISSUED_WRONGLY"))
                        .text("proposalId");
        assertThat(
                        post(
                                        CHIEF,
                                        "/cards/v1/card-proposals/" + first + "/refusal",
                                        "{\"reason\":\"Chưa đủ căn cứ\"}")
                                .status())
                .isEqualTo(204);
        assertThat(state(card)).isEqualTo("ACTIVE");
        String second =
                post(OFFICER, path(card, "revocation"), order(card, "ISSUED_WRONGLY"))
                        .text("proposalId");
        assertThat(post(CHIEF, "/cards/v1/card-proposals/" + second + "/approval", "").status())
                .isEqualTo(200);
        assertThat(status(card)).isEqualTo("REVOKED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"version":9,"reason":"HOLDER_REQUEST","evidence":"a"} | 01 | 409 | stale_version
                    {"version":2,"reason":"STOLEN","evidence":"a"}         | 01 | 422 | reason_not_applicable
                    {"version":2,"reason":"NONE","evidence":"a"}           | 01 | 400 | wrong_type
                    {"version":2,"reason":"HOLDER_REQUEST"}                | 01 | 422 | invalid_fields
                    {"version":2,"reason":"HOLDER_REQUEST","evidence":"a"} | 79 | 403 | outside_territory
                    """)
    void aBadOrderIsRefusedAndChangesNothing(
            String body, String territory, int status, String code) {
        UUID card = card(UUID.randomUUID());

        Answer answer =
                post(OFFICER, Map.of("territory", territory), path(card, "suspension"), body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        assertThat(state(card)).isEqualTo("ACTIVE");
    }

    @Test
    void aStatusIsToldByWhatIsPrintedAndUnknownAndNotMatchingAreAlike() {
        UUID person = UUID.randomUUID();
        card(person);
        String today = LocalDate.ofInstant(clock.instant(), Production.ZONE).toString();
        String body =
                """
                {"items":[{"number":"%s","issued":"%s"},{"number":"%s","issued":"2020-01-01"},
                {"number":"999999999999","issued":"2020-01-01"},{"serial":"0000000000"}]}
                """
                        .formatted(number(person), today, number(person));

        Map<String, String> partner =
                Map.of("scope", "card.status", "officer", "", "territory", "");
        Answer answer = post("vss", partner, STATUSES, body);

        assertThat(items(answer, "status"))
                .containsExactly("VALID", "UNKNOWN", "UNKNOWN", "UNKNOWN");
        assertThat(answer.body().at("/items/1")).isEqualTo(answer.body().at("/items/2"));
        assertThat(answer.raw()).doesNotContain(number(person));
        Answer half = post("vss", partner, STATUSES, "{\"items\":[{\"number\":\"079198000123\"}]}");
        assertThat(half.text("code")).isEqualTo("invalid_fields");
        assertThat(half.text("/errors/0/pointer")).isEqualTo("/items/0");
    }

    @Test
    void cardsExpireAndTheirHoldersAreRemindedOnceSixtyDaysAhead() throws Exception {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Production.ZONE);
        Instant before = clock.instant().minus(Duration.ofDays(3 * 366));
        List<UUID> near = new ArrayList<>();
        List<UUID> over = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            near.add(card(UUID.randomUUID(), before, today.plusDays(60).minusYears(25)));
            over.add(card(UUID.randomUUID(), before, today.minusDays(1).minusYears(40)));
        }
        UUID later = card(UUID.randomUUID(), before, today.plusDays(61).minusYears(25));
        UUID lastDay = card(UUID.randomUUID(), before, today.minusYears(25));
        jdbc.sql("update daily_work set done_for = null").update();

        expiries.run();
        jdbc.sql("update daily_work set done_for = null").update();
        expiries.run();

        Set<String> expected =
                near.stream().map(UUID::toString).collect(Collectors.toCollection(TreeSet::new));
        List<String> reminded = reminded(told(events -> reminded(events).containsAll(expected)));
        assertThat(reminded).doesNotHaveDuplicates().doesNotContain(later.toString());
        for (UUID card : over) {
            assertThat(state(card)).isEqualTo("EXPIRED");
            assertThat(status(card)).isEqualTo("EXPIRED");
        }
        assertThat(status(lastDay)).isEqualTo("VALID");
        assertThat(
                        jdbc.sql("select min(done_for) from daily_work where name like 'expir%'")
                                .query(LocalDate.class)
                                .single())
                .isEqualTo(today);
    }

    @Test
    void allCardsOfACompromisedSignerAreRevokedByAJobOfTwoOfficers() {
        String signer = "dsc-" + UUID.randomUUID();
        List<UUID> signed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            UUID person = UUID.randomUUID();
            UUID card =
                    i == 7
                            ? made(person, clock.instant(), LocalDate.of(1998, 3, 15))
                            : card(person);
            transactions.executeWithoutResult(status -> cards.signedBy(person, card, signer));
            signed.add(card);
        }
        UUID other = card(UUID.randomUUID());
        String jobs = "/cards/v1/signer-revocations";
        assertThat(post(CENTRE, jobs, "{\"signer\":\"none\",\"evidence\":\"a\"}").text("code"))
                .isEqualTo("signer_unknown");

        Answer job =
                post(CENTRE, jobs, "{\"signer\":\"%s\",\"evidence\":\"QĐ 7\"}".formatted(signer));
        String at = jobs + "/" + job.text("jobId");
        assertThat(post(CENTRE, at + "/approval", "").text("code"))
                .isEqualTo("second_officer_required");
        assertThat(state(signed.getFirst())).isEqualTo("ACTIVE");
        assertThat(post(CHIEF, at + "/approval", "").status()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(CENTRE, at).text("state").equals("DONE"));
        Answer done = get(CENTRE, at);
        assertThat(done.body().path("seen").asInt()).isEqualTo(8);
        assertThat(done.body().path("revoked").asInt()).isEqualTo(8);
        assertThat(signed.subList(0, 7)).allMatch(card -> state(card).equals("REVOKED"));
        assertThat(state(signed.get(7))).isEqualTo("VOID");
        assertThat(state(other)).isEqualTo("ACTIVE");
    }

    @Test
    void readersVerifyTheListAndFollowItByItsSteps() throws Exception {
        UUID person = UUID.randomUUID();
        UUID lost = card(person);
        UUID kept = card(UUID.randomUUID());
        lists.make();
        StatusListReader reader =
                new StatusListReader(get(OFFICER, "/cards/v1/status-lists/key").raw());
        Answer first = get(OFFICER, "/cards/v1/status-lists/latest");
        reader.take(first.bytes());
        assertThat(reader.lists(serial(lost), clock.instant())).isFalse();
        String etag = first.header("ETag");
        assertThat(
                        send(
                                        "GET",
                                        OFFICER,
                                        Map.of(),
                                        Map.of("If-None-Match", etag),
                                        "/cards/v1/status-lists/latest",
                                        null)
                                .status())
                .isEqualTo(304);

        post(OFFICER, path(lost, "loss"), order(lost, "LOST"));
        lists.make();
        long next = reader.number() + 1;
        reader.take(get(OFFICER, "/cards/v1/status-lists/" + next + "/delta").bytes());

        assertThat(reader.lists(serial(lost), clock.instant())).isTrue();
        assertThat(reader.lists(serial(kept), clock.instant())).isFalse();
        StatusListReader fresh =
                new StatusListReader(get(OFFICER, "/cards/v1/status-lists/key").raw());
        byte[] full = get(OFFICER, "/cards/v1/status-lists/latest").bytes();
        fresh.take(full);
        assertThat(fresh.size()).isEqualTo(reader.size());
        full[60] ^= 1;
        assertThatThrownBy(() -> fresh.take(full))
                .isInstanceOf(StatusListReader.BadListException.class);
        assertThat(reader.lists(CardSerial.random(new Random(3)).text(), clock.instant()))
                .isFalse();
        assertThat(get(OFFICER, "/cards/v1/status-lists/999999").status()).isEqualTo(404);
    }

    private List<String> reminded(List<JsonNode> events) {
        List<String> cards = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.path("type").asString().equals("card.card-expiry-near.v1")) {
                Contracts.assertFits("card.card-expiry-near.v1", event.toString());
                assertThat(event.at("/data/daysAhead").asInt()).isEqualTo(60);
                cards.add(event.path("subject").asString());
            }
        }
        return cards;
    }
}
