package vn.dancu.sharing.subscriptions;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.sharing.Contracts;
import vn.dancu.sharing.SharingIT;
import vn.dancu.sharing.model.Topic;

/** Subscriptions over real HTTP, a real broker and a real database, with a clock that is set. */
@Import(SubscriptionIT.SetClock.class)
class SubscriptionIT extends SharingIT {
    private static final String ALL = "/sharing/v1/subscriptions";
    private static final Receiver RECEIVER = Receiver.start();
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    /** The clock stands still between two steps of a test. */
    private static final Instant BEGUN = Instant.parse("2026-03-02T02:00:00Z");

    /** As long as it takes to see that something is not sent: a few rounds of the dispatcher. */
    private static final Duration ROUNDS = Duration.ofMillis(1_200);

    @Autowired private KafkaTemplate<String, String> kafka;
    @Autowired private Notifications notifications;
    @Autowired private Housekeeping housekeeping;
    @Autowired private Enrolments enrolments;
    @Autowired private TransactionTemplate transactions;

    @DynamicPropertySource
    static void keptByTheTest(DynamicPropertyRegistry registry) {
        registry.add("dancu.sharing.subscriptions.housekeeping", () -> "1d");
    }

    @TestConfiguration
    static class SetClock {
        @Bean
        @Primary
        Clock setClock() {
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now();
                }
            };
        }
    }

    /** An agency with an agreement of its own, so that suspending it disturbs no other test. */
    private record Agency(String code, String token, String agreement) {}

    private Agency agency(String conditions, String... operations) {
        String code = "Q" + NAMES.incrementAndGet();
        Answer registered =
                post(
                        admin("an"),
                        "/sharing/v1/agencies",
                        "{\"code\": \"%s\", \"name\": \"Cơ quan\"}".formatted(code));
        assertThat(registered.status()).as(registered.raw().body()).isEqualTo(201);
        String client = "client-" + code.toLowerCase(java.util.Locale.ROOT);
        registerClient(code, client, conditions.contains("sandbox"));
        String terms =
                """
                {"agency": "%s", "terms": {"legalBasis": "Test", "purposes": ["pension"],
                  "validFrom": "2021-01-01", "validTo": "2099-12-31", "operations": ["%s"],
                  "procedures": [{"procedure": "7.1",
                    "fields": ["number", "status", "permanentResidence", "maritalStatus"]}],
                  "openToAllOfficers": true, "quota": {"perDay": 100000, "perSecond": 5000},
                  "conditions": {%s}}}
                """
                        .formatted(code, String.join("\", \"", operations), conditions);
        Answer drafted = post(admin("an"), "/sharing/v1/agreements", terms);
        assertThat(drafted.status()).as(drafted.raw().body()).isEqualTo(201);
        String id = drafted.body().get("id").asString();
        for (String step : List.of("test", "approval", "activation")) {
            command(step.equals("test") ? "an" : "binh", id, step);
        }
        return new Agency(
                code,
                tokens.token(
                        client, Map.of("scope", "sharing.subscribe sharing.query", "agency", code)),
                id);
    }

    private Agency agency() {
        return agency("", "subscription", "lookup", "card-status");
    }

    private static String wish(String topics, String more) {
        return """
        {"procedure": "7.1", "purpose": "pension", "topics": [%s]%s}
        """
                .formatted(topics, more);
    }

    private String feed(Agency agency, String topics) {
        Answer made = post(agency.token(), ALL, wish(topics, ""));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        Contracts.assertMatches("subscription", made.raw().body());
        return made.body().get("id").asString();
    }

    /** A webhook whose address has confirmed. */
    private String webhook(Agency agency, String topics, String path) {
        Answer made =
                post(
                        agency.token(),
                        ALL,
                        wish(
                                topics,
                                ", \"webhook\": {\"address\": \"%s\"}"
                                        .formatted(RECEIVER.url(path))));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        String id = made.body().get("id").asString();
        Receiver.Got asked = await(path, 1).getFirst();
        assertThat(asked.json().get("type").asString()).isEqualTo("confirmation");
        Answer confirmed =
                post(
                        agency.token(),
                        ALL + "/" + id + "/confirmation",
                        "{\"token\": \"%s\"}".formatted(asked.json().get("token").asString()));
        assertThat(confirmed.status()).as(confirmed.raw().body()).isEqualTo(200);
        assertThat(confirmed.body().get("state").asString()).isEqualTo("active");
        return id;
    }

    private static List<Receiver.Got> await(String path, int messages) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> RECEIVER.at(path), got -> got.size() >= messages);
    }

    private String enrol(Agency agency, String subscription, Citizen citizen) {
        Answer answer =
                post(
                        agency.token(),
                        ALL + "/" + subscription + "/people",
                        """
                        {"items": [{"itemId": "hs-1", "number": "%s", "name": "%s",
                            "dateOfBirth": "1957-03-15"}]}
                        """
                                .formatted(citizen.number(), citizen.name()));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Contracts.assertMatches("enrolment-answer", answer.raw().body());
        JsonNode item = answer.body().at("/items/0");
        assertThat(item.get("code").asString()).as(answer.raw().body()).isEqualTo("enrolled");
        return item.get("person").asString();
    }

    private void happens(String type, Citizen citizen, long version, String... changed) {
        ObjectNode data = JSON.createObjectNode().put("personId", citizen.id().toString());
        if (changed.length > 0) {
            var lines = data.putArray("changed");
            for (String line : changed) {
                lines.add(line);
            }
        }
        publish("population.persons.v1", type, citizen.id(), version, data);
    }

    private void publish(String topic, String type, UUID key, long version, ObjectNode data) {
        ObjectNode event = JSON.createObjectNode();
        event.put("specversion", "1.0").put("id", UUID.randomUUID().toString());
        event.put("source", "/population-service").put("type", type);
        event.put("subject", key.toString()).put("time", now().toString());
        event.put("aggregateversion", version);
        event.put("correlationid", UUID.randomUUID().toString()).set("data", data);
        kafka.send(topic, key.toString(), event.toString()).join();
    }

    private void dies(Citizen citizen) {
        REGISTER.touched(
                citizen.id(),
                "{\"lines\": [\"death\", \"status\"], \"closed\": false, \"setForgotten\": false}");
        happens("population.person-died.v1", citizen, 2);
    }

    private JsonNode page(Agency agency, String subscription, String query) {
        Answer answer = get(agency.token(), ALL + "/" + subscription + "/notifications" + query);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        Contracts.assertMatches("feed-page", answer.raw().body());
        return answer.body();
    }

    private JsonNode awaitPage(Agency agency, String subscription, int notifications) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> page(agency, subscription, "?limit=500"),
                        page -> page.get("notifications").size() >= notifications);
    }

    private JsonNode view(Agency agency, String subscription) {
        return get(agency.token(), ALL + "/" + subscription).body();
    }

    private long notified(Citizen citizen) {
        return outcomesOf(citizen).stream().filter("notified"::equals).count();
    }

    @Test
    void aWebhookConfirmsAndIsToldWithASignatureAndTheCitizenSeesIt() throws Exception {
        Agency agency = agency();
        String path = "/told";
        Citizen citizen = citizen("Vũ Thị Nghe");
        String id = webhook(agency, "\"death\", \"lines\"", path);
        String person = enrol(agency, id, citizen);
        assertThat(outcomesOf(citizen)).containsExactly("enrolled");

        dies(citizen);
        Receiver.Got told = await(path, 2).get(1);
        Contracts.assertMatches("notification", told.body());
        assertThat(told.body()).doesNotContain(citizen.number(), citizen.id().toString(), "Nghe");
        JsonNode message = told.json();
        assertThat(message.get("topic").asString()).isEqualTo("death");
        assertThat(message.get("what").asString()).isEqualTo("registered");
        assertThat(message.get("person").asString()).isEqualTo(person);
        assertThat(message.get("reference").asString()).isEqualTo("hs-1");
        assertThat(message.get("position").asLong()).isOne();

        var keys = JWKSet.parse(get(agency.token(), "/sharing/v1/keys").raw().body());
        JWSObject signature =
                JWSObject.parse(told.header("Dancu-Signature"), new Payload(told.body()));
        var key = keys.getKeyByKeyId(signature.getHeader().getKeyID()).toECKey().toECPublicKey();
        var verifier = new ECDSAVerifier(key, Set.of("b64"));
        assertThat(signature.verify(verifier)).isTrue();
        assertThat(
                        JWSObject.parse(
                                        told.header("Dancu-Signature"),
                                        new Payload(told.body().replace("death", "lines")))
                                .verify(verifier))
                .isFalse();
        assertThat(signature.getHeader().toJSONObject())
                .containsEntry("typ", "dancu-notification+jws")
                .containsEntry("deliveryId", told.header("Dancu-Delivery"))
                .containsEntry("subscriptionId", id);
        assertThat(told.header("Dancu-Timestamp")).matches("[0-9]{10}");
        assertThat(outcomesOf(citizen)).containsExactly("notified", "enrolled");
        assertThat(accessesOf(citizen).get(0).get("fields").valueStream().map(JsonNode::asString))
                .containsExactly("status");
    }

    @Test
    void nothingIsSentBeforeTheAddressConfirmsAndNobodyElseConfirms() {
        Agency agency = agency();
        Agency other = agency();
        Citizen citizen = citizen("Vũ Văn Chờ");
        Answer made =
                post(
                        agency.token(),
                        ALL,
                        wish(
                                "\"death\"",
                                ", \"webhook\": {\"address\": \"%s\"}"
                                        .formatted(RECEIVER.url("/unconfirmed"))));
        String id = made.body().get("id").asString();
        assertThat(made.body().get("state").asString()).isEqualTo("unconfirmed");
        enrol(agency, id, citizen);
        String token = await("/unconfirmed", 1).getFirst().json().get("token").asString();
        dies(citizen);
        String confirmation = ALL + "/" + id + "/confirmation";
        Answer wrong = post(agency.token(), confirmation, "{\"token\": \"guessed\"}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.pointer()).isEqualTo("/token");
        String right = "{\"token\": \"%s\"}".formatted(token);
        assertThat(post(other.token(), confirmation, right).code())
                .isEqualTo("subscription_not_found");
        stays("/unconfirmed", 1);
        Answer confirmed = post(agency.token(), confirmation, right);
        assertThat(confirmed.status()).isEqualTo(200);
        Answer again = post(agency.token(), confirmation, right);
        assertThat(again.status()).as(again.raw().body()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(confirmed.body());
        assertThat(post(agency.token(), confirmation, "{\"token\": \"guessed\"}").code())
                .isEqualTo("token_wrong");
        assertThat(post(other.token(), confirmation, right).code())
                .isEqualTo("subscription_not_found");
        // What happened before is not told: the subscription is in force from now on.
        stays("/unconfirmed", 1);
        assertThat(notified(citizen)).isZero();

        post(agency.token(), ALL + "/" + id + "/pause", "");
        Answer paused = post(agency.token(), confirmation, right);
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.body().get("state").asString()).isEqualTo("paused");
        delete(agency.token(), ALL + "/" + id);
        assertThat(post(agency.token(), confirmation, right).code())
                .isEqualTo("subscription_not_found");
    }

    private static void stays(String path, int messages) {
        Awaitility.await()
                .during(ROUNDS)
                .atMost(ROUNDS.plusSeconds(5))
                .until(() -> RECEIVER.at(path).size() == messages);
    }

    @Test
    void aFailingAddressIsWaitedForLongerEachTimeAndGoesOnInOrder() {
        Agency agency = agency();
        String path = "/failing";
        String id = webhook(agency, "\"death\"", path);
        List<Citizen> citizens = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            citizens.add(citizen("Vũ Thị Thứ"));
            enrol(agency, id, citizens.get(i));
        }
        RECEIVER.answer(path, 503);
        dies(citizens.getFirst());
        await(path, 2);
        for (int failures = 1; failures <= 3; failures++) {
            int expected = failures;
            JsonNode view =
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(
                                    () -> view(agency, id),
                                    v -> v.get("failures").asInt() == expected);
            // The clock stands: nothing is tried again, and how long it is waited for is known.
            stays(path, 1 + failures);
            Duration wait =
                    Duration.between(now(), Instant.parse(view.get("nextTryAt").asString()));
            Duration doubled = Duration.ofSeconds(2L << (failures - 1));
            assertThat(wait.toMillis())
                    .isBetween(doubled.toMillis() * 4 / 5, doubled.toMillis() * 6 / 5);
            if (failures == 1) {
                citizens.subList(1, 3).forEach(this::dies);
            }
            ahead(wait);
            await(path, 2 + failures);
        }
        RECEIVER.answer(path, 200);
        // Each once more than it was tried in vain, in the order in which they became deliverable.
        List<Long> positions =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(250))
                        .until(
                                () -> {
                                    ahead(Duration.ofMinutes(2));
                                    return positions(path);
                                },
                                list -> list.getLast() == 3L);
        assertThat(positions.stream().distinct()).containsExactly(1L, 2L, 3L);
        assertThat(positions).isSorted();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> view(agency, id).get("failures").asInt() == 0);
    }

    private static List<Long> positions(String path) {
        return RECEIVER.at(path).stream()
                .map(Receiver.Got::json)
                .filter(message -> message.has("position"))
                .map(message -> message.get("position").asLong())
                .toList();
    }

    private static Instant now() {
        return BEGUN.plus(AHEAD.get());
    }

    /** Lets time pass until the address was tried so often. */
    private static void awaitRetry(String path, int messages) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(250))
                .until(
                        () -> {
                            ahead(Duration.ofMinutes(2));
                            return RECEIVER.at(path).size() >= messages;
                        });
    }

    private static void ahead(Duration time) {
        AHEAD.accumulateAndGet(time, Duration::plus);
    }

    @Test
    void whatIsRejectedBecomesADeadLetterAndIsReplayed() {
        Agency agency = agency();
        String path = "/rejecting";
        Citizen citizen = citizen("Vũ Văn Chết");
        String id = webhook(agency, "\"death\"", path);
        enrol(agency, id, citizen);
        RECEIVER.answer(path, 422);
        dies(citizen);
        awaitRetry(path, 6);
        String letters = ALL + "/" + id + "/dead-letters";
        JsonNode dead =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(
                                () -> get(agency.token(), letters).body().get("deadLetters"),
                                list -> list.size() == 1)
                        .get(0);
        assertThat(dead.get("failure").asString()).isEqualTo("http_422");
        assertThat(dead.get("tries").asInt()).isEqualTo(5);
        assertThat(dead.propertyNames()).doesNotContain("person", "topic", "reference");
        stays(path, 6);
        RECEIVER.answer(path, 200);
        Answer replayed =
                post(
                        agency.token(),
                        letters + "/replay",
                        "{\"ids\": [\"%s\"]}".formatted(dead.get("id").asString()));
        assertThat(replayed.body().get("replayed").asInt()).isOne();
        await(path, 7);
        assertThat(notified(citizen)).isEqualTo(2);
        Agency other = agency();
        assertThat(get(other.token(), letters).code()).isEqualTo("subscription_not_found");
    }

    @Test
    void anAddressThatIsDownForTooLongIsGivenUpWithEverythingThatWaited() {
        Agency agency = agency();
        String path = "/down";
        String id = webhook(agency, "\"death\"", path);
        List<Citizen> citizens = List.of(citizen("Vũ Thị Lâu"), citizen("Vũ Thị Dài"));
        citizens.forEach(citizen -> enrol(agency, id, citizen));
        RECEIVER.answer(path, 302);
        citizens.forEach(this::dies);
        await(path, 2);
        // What is heard of later waits from then on.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                jdbc.sql(
                                                        """
                                                        select count(*) from notification
                                                        where subscription_id = cast(:id as uuid)
                                                        """)
                                                .param("id", id)
                                                .query(Integer.class)
                                                .single()
                                        == 2);
        ahead(Duration.ofDays(4));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                get(agency.token(), ALL + "/" + id + "/dead-letters")
                                                .body()
                                                .get("deadLetters")
                                                .size()
                                        == 2);
        assertThat(RECEIVER.at("/elsewhere")).as("a redirect is not followed").isEmpty();
    }

    @Test
    void suspendedAgreementsAndWithdrawnClientsAreToldNothingFromThatMomentOn() {
        Agency agency = agency();
        String path = "/suspended";
        Citizen citizen = citizen("Vũ Thị Ngưng");
        String id = webhook(agency, "\"death\"", path);
        String read = feed(agency, "\"death\"");
        enrol(agency, id, citizen);
        enrol(agency, read, citizen);
        command("binh", agency.agreement(), "suspension");
        dies(citizen);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                view(agency, id)
                                        .path("heldBecause")
                                        .asString("")
                                        .equals("agreement_missing"));
        stays(path, 1);
        assertThat(get(agency.token(), ALL + "/" + read + "/notifications").code())
                .isEqualTo("agreement_missing");
        assertThat(notified(citizen)).isZero();
        command("binh", agency.agreement(), "activation");
        ahead(Duration.ofMinutes(1));
        await(path, 2);
        assertThat(awaitPage(agency, read, 1).at("/notifications/0/topic").asString())
                .isEqualTo("death");
        command("binh", agency.agreement(), "end");
        // What could be read a moment ago cannot be read any more.
        assertThat(get(agency.token(), ALL + "/" + read + "/notifications").status())
                .isEqualTo(403);
    }

    @Test
    void nobodyIsToldOfPeopleWhomItDidNotEnrolNorOfLinesThatAreNotAgreed() {
        Agency agency = agency();
        String id = feed(agency, "\"lines\", \"identity\"");
        Citizen enrolled = citizen("Vũ Thị Trong");
        Citizen outside = citizen("Vũ Thị Ngoài");
        String person = enrol(agency, id, enrolled);
        for (Citizen citizen : List.of(outside, enrolled)) {
            REGISTER.touched(
                    citizen.id(),
                    """
                    {"lines": ["permanentResidence", "religion", "name"], "closed": false,
                     "setForgotten": false}
                    """);
            happens(
                    "population.person-changed.v1",
                    citizen,
                    3,
                    "permanentResidence",
                    "religion",
                    "maritalStatus",
                    "name");
        }
        JsonNode told = awaitPage(agency, id, 2).get("notifications");
        assertThat(told.valueStream().map(n -> n.get("topic").asString()))
                .containsExactlyInAnyOrder("identity", "lines");
        assertThat(told.valueStream().map(n -> n.get("person").asString())).containsOnly(person);
        // Neither what is not agreed, nor what the register does not let be learned.
        assertThat(
                        told.valueStream()
                                .filter(n -> n.has("lines"))
                                .flatMap(n -> n.get("lines").valueStream())
                                .map(JsonNode::asString))
                .containsExactly("permanentResidence");
        assertThat(outcomesOf(outside)).isEmpty();
        assertThat(delete(agency.token(), ALL + "/" + id + "/people/" + person).status())
                .isEqualTo(204);
        happens("population.person-changed.v1", enrolled, 4, "permanentResidence");
        Citizen last = citizen("Vũ Thị Cuối");
        enrol(agency, id, last);
        REGISTER.touched(
                last.id(),
                "{\"lines\": [\"maritalStatus\"], \"closed\": false, \"setForgotten\": false}");
        happens("population.person-changed.v1", last, 2, "maritalStatus");
        assertThat(awaitPage(agency, id, 3).get("notifications")).hasSize(3);
        assertThat(view(agency, id).get("people").asInt()).isOne();
    }

    @Test
    void whatIsProtectedIsNotToldAndAForgottenSetEndsTheEnrolment() {
        Agency agency = agency();
        String id = feed(agency, "\"lines\", \"identity\", \"death\"");
        Citizen adopted = citizen("Vũ Thị Con");
        Citizen witness = citizen("Vũ Thị Nhân");
        enrol(agency, id, adopted);
        enrol(agency, id, witness);
        REGISTER.touched(
                adopted.id(), "{\"lines\": [], \"closed\": false, \"setForgotten\": true}");
        happens("population.person-changed.v1", adopted, 2, "name", "father");
        // The whereabouts of a person under protection: the register lets nothing be learned.
        happens("population.person-changed.v1", witness, 2, "permanentResidence");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> view(agency, id).get("people").asInt() == 1);
        dies(adopted);
        dies(witness);
        JsonNode told = awaitPage(agency, id, 1).get("notifications");
        assertThat(told).hasSize(1);
        assertThat(told.at("/0/topic").asString()).isEqualTo("death");
        assertThat(notified(adopted)).isZero();
        assertThat(notified(witness)).isOne();
    }

    @Test
    void withdrawnConsentStopsWhatWaitsAndWhatCouldBeReadAgain() {
        Agency agency = agency("\"consentNeeded\": true", "subscription", "consent", "lookup");
        Citizen citizen = citizen("Vũ Thị Đồng");
        String id = feed(agency, "\"death\"");
        Answer without =
                post(
                        agency.token(),
                        ALL + "/" + id + "/people",
                        """
                        {"items": [{"number": "%s", "name": "%s", "dateOfBirth": "1957-03-15"}]}
                        """
                                .formatted(citizen.number(), citizen.name()));
        assertThat(without.body().at("/items/0/code").asString()).isEqualTo("consent_missing");
        consents(agency, citizen);
        enrol(agency, id, citizen);
        dies(citizen);
        awaitPage(agency, id, 1);
        jdbc.sql(
                        """
                        update consent set state = 'WITHDRAWN', withdrawn_at = now(),
                            withdrawal_due = now() where person_id = :person
                        """)
                .param("person", citizen.id())
                .update();
        assertThat(page(agency, id, "").get("notifications")).isEmpty();
        dies(citizen);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                jdbc.sql(
                                                        """
                                                select count(*) from notification
                                                where person_id = :person and state = 'WITHDRAWN'
                                                    and failure = 'consent_missing'
                                                """)
                                                .param("person", citizen.id())
                                                .query(Long.class)
                                                .single()
                                        == 1);
        assertThat(notified(citizen)).isOne();
    }

    /** As a citizen gives it through the portal; CitizenIT shows how. */
    private void consents(Agency agency, Citizen citizen) {
        jdbc.sql(
                        """
                        insert into consent (id, person_id, agency_code, agreement_id,
                            agreement_version, procedure, purpose, fields, explanation, state,
                            revision, asked_at, valid_until, lapses_at, decided_at, receipt)
                        values (uuidv7(), :person, :agency, :agreement, 1, '7.1', 'pension',
                            '{status}', 'x', 'GIVEN', 2, now(), now() + interval '1 year',
                            now() + interval '1 day', now(), 'x')
                        """)
                .param("person", citizen.id())
                .param("agency", agency.code())
                .param("agreement", UUID.fromString(agency.agreement()))
                .update();
    }

    @Test
    void aKilledInstanceKeepsASubscriptionForItsLeaseOnly() {
        Agency agency = agency();
        Citizen citizen = citizen("Vũ Thị Thuê");
        String id = feed(agency, "\"death\"");
        enrol(agency, id, citizen);
        UUID dead = UUID.randomUUID();
        lease(id, dead, "1 hour");
        dies(citizen);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open(id) == 1);
        Awaitility.await().during(ROUNDS).atMost(ROUNDS.plusSeconds(5)).until(() -> open(id) == 1);
        lease(id, dead, "-1 second");
        awaitPage(agency, id, 1);
        assertThat(notified(citizen)).isOne();
    }

    private void lease(String subscription, UUID lease, String time) {
        jdbc.sql(
                        """
                        update subscription_delivery set lease = :lease,
                            leased_until = clock_timestamp() + cast(:time as interval)
                        where subscription_id = :id
                        """)
                .param("lease", lease)
                .param("time", time)
                .param("id", UUID.fromString(subscription))
                .update();
    }

    private long open(String subscription) {
        return jdbc.sql(
                        """
                        select count(*) from notification
                        where subscription_id = :id and state in ('WAITING', 'READY')
                        """)
                .param("id", UUID.fromString(subscription))
                .query(Long.class)
                .single();
    }

    @Test
    void aReaderWhoFollowsTheCursorMissesNothingOfWhatIsWrittenAtOnceByMany() throws Exception {
        Agency agency = agency();
        String id = feed(agency, "\"death\", \"number\"");
        List<Citizen> citizens = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Citizen citizen = citizen("Vũ Thị Nhiều");
            citizens.add(citizen);
            enrol(agency, id, citizen);
            REGISTER.touched(
                    citizen.id(),
                    "{\"lines\": [\"status\", \"number\"], \"closed\": false,"
                            + " \"setForgotten\": false}");
        }
        int written = 400;
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < written; i++) {
                int n = i;
                // Transactions that end in another order than they began.
                writers.execute(
                        () ->
                                transactions.executeWithoutResult(
                                        status -> {
                                            notifications.tell(
                                                    citizens.get(n % 20).id(),
                                                    new Fact(
                                                            n % 2 == 0 ? Topic.DEATH : Topic.NUMBER,
                                                            java.util.Optional.empty(),
                                                            java.util.Optional.of(2L),
                                                            List.of(),
                                                            now()));
                                            jdbc.sql("select pg_sleep(:s)")
                                                    .param("s", (n * 7919 % 100) / 1_000.0)
                                                    .query()
                                                    .singleRow();
                                        }));
            }
            List<Long> seen = new ArrayList<>();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> {
                                JsonNode page = page(agency, id, "?limit=37");
                                page.get("notifications")
                                        .forEach(n -> seen.add(n.get("position").asLong()));
                                if (page.has("next")) {
                                    commit(agency, id, page.get("next").asLong());
                                }
                                return seen.size() >= written;
                            });
            assertThat(seen).hasSize(written).isSorted().doesNotHaveDuplicates();
            assertThat(seen.getLast()).isEqualTo(written);
        }
        // Read again from an earlier position, and no further than there is anything.
        commit(agency, id, 390);
        assertThat(page(agency, id, "").get("notifications")).hasSize(10);
        Answer beyond = post(agency.token(), ALL + "/" + id + "/cursor", "{\"position\": 401}");
        assertThat(beyond.code()).isEqualTo("position_unknown");
        assertThat(beyond.pointer()).isEqualTo("/position");
        assertThat(
                        post(
                                        agency.token(),
                                        ALL + "/" + id + "/cursor",
                                        "{\"position\": 395, \"expected\": 3}")
                                .code())
                .isEqualTo("cursor_moved");
    }

    private void commit(Agency agency, String subscription, long position) {
        Answer committed =
                post(
                        agency.token(),
                        ALL + "/" + subscription + "/cursor",
                        "{\"position\": %d}".formatted(position));
        assertThat(committed.status()).as(committed.raw().body()).isEqualTo(200);
    }

    @Test
    void oneThatIsPausedWaitsAndOneThatIsEndedIsGone() {
        Agency agency = agency();
        String path = "/paused";
        Citizen citizen = citizen("Vũ Thị Tạm");
        String id = webhook(agency, "\"death\"", path);
        enrol(agency, id, citizen);
        assertThat(post(agency.token(), ALL + "/" + id + "/pause", "").status()).isEqualTo(200);
        dies(citizen);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open(id) == 1);
        stays(path, 1);
        assertThat(notified(citizen)).isZero();
        assertThat(post(agency.token(), ALL + "/" + id + "/resume", "").status()).isEqualTo(200);
        await(path, 2);
        assertThat(post(agency.token(), ALL + "/" + id + "/resume", "").code())
                .isEqualTo("illegal_transition");
        assertThat(delete(agency.token(), ALL + "/" + id).status()).isEqualTo(204);
        assertThat(get(agency.token(), ALL + "/" + id).code()).isEqualTo("subscription_not_found");
        dies(citizen);
        housekeeping.keep();
        assertThat(enrolments.page(UUID.fromString(id), null, 10)).isEmpty();
        stays(path, 2);
    }

    @Test
    void theSandboxIsTriedOutOnInventedPeopleAndIsToldOfNobodyElse() {
        String token =
                tokens.token("integrator", Map.of("scope", "sharing.subscribe", "agency", "T01"));
        Answer made =
                post(
                        token,
                        ALL,
                        """
                        {"procedure": "0.000001", "purpose": "connection-test",
                         "topics": ["lines", "death"]}
                        """);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.body().get("synthetic").asBoolean()).isTrue();
        String id = ALL + "/" + made.body().get("id").asString();
        String mai =
                "{\"items\": [{\"number\": \"999190000001\", \"name\": \"%s\","
                        + " \"dateOfBirth\": \"1990-05-17\"}]}";
        assertThat(
                        post(token, id + "/people", mai.formatted("Ai Khác"))
                                .body()
                                .at("/items/0/code")
                                .asString())
                .isEqualTo("person_not_found");
        JsonNode enrolled =
                post(token, id + "/people", mai.formatted("Nguyễn Thị Thử Mai"))
                        .body()
                        .at("/items/0");
        String person = enrolled.get("person").asString();
        Answer tried =
                post(
                        token,
                        id + "/trials",
                        "{\"person\": \"%s\", \"topic\": \"lines\", \"lines\": [\"name\"]}"
                                .formatted(person));
        assertThat(tried.status()).as(tried.raw().body()).isEqualTo(202);
        JsonNode told =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(
                                () -> get(token, id + "/notifications").body(),
                                page -> page.get("notifications").size() == 1)
                        .at("/notifications/0");
        assertThat(told.get("synthetic").asBoolean()).isTrue();
        assertThat(told.get("lines").get(0).asString()).isEqualTo("name");
        assertThat(REGISTER.asked()).isEmpty();
        Agency real = agency();
        String own = feed(real, "\"death\"");
        assertThat(
                        post(
                                        real.token(),
                                        ALL + "/" + own + "/trials",
                                        "{\"person\": \"%s\", \"topic\": \"death\"}"
                                                .formatted(person))
                                .code())
                .isEqualTo("not_in_sandbox");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 422 | invalid_fields | ",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": []} | 422 | invalid_fields | /topics",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"births\"]} | 422 | invalid_fields | /topics/0",
                "{\"procedure\": \"7.2\", \"purpose\": \"pension\", \"topics\": [\"death\"]} | 403 | procedure_not_agreed | ",
                "{\"procedure\": \"7.1\", \"purpose\": \"other\", \"topics\": [\"death\"]} | 403 | purpose_not_agreed | ",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"death\"], \"x\": 1} | 400 | unknown_field | /x",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"death\"], \"webhook\": {\"address\": \"ftp://a.vn/\"}} | 422 | address_malformed | /webhook/address",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"death\"], \"webhook\": {\"address\": \"https://u:p@a.vn/\"}} | 422 | address_malformed | /webhook/address",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"death\"], \"webhook\": {\"address\": \"http://10.0.0.1/hook\"}} | 422 | address_not_public | /webhook/address",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"death\"], \"webhook\": {\"address\": \"http://169.254.169.254/\"}} | 422 | address_not_public | /webhook/address",
                "{\"procedure\": \"7.1\", \"purpose\": \"pension\", \"topics\": [\"death\"], \"webhook\": {\"address\": \"https://no-such-host.invalid/\"}} | 422 | address_unknown | /webhook/address",
            })
    void badSubscriptionsAreRefusedWithAPointer(
            String body, int status, String code, String pointer) {
        Answer answer = post(AGENCY_FOR_BAD_INPUT.get(this).token(), ALL, body);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        if (pointer != null) {
            assertThat(answer.pointer()).isEqualTo(pointer);
        }
    }

    /** One agency for all of them. */
    private static final Once AGENCY_FOR_BAD_INPUT = new Once();

    private static final class Once {
        private @Nullable Agency agency;

        Agency get(SubscriptionIT test) {
            if (agency == null) {
                agency = test.agency("", "subscription");
            }
            return agency;
        }
    }

    @Test
    void whatIsNotAgreedIsNotSubscribedAndBadPeopleAreNotEnrolled() {
        Agency agency = AGENCY_FOR_BAD_INPUT.get(this);
        Answer card = post(agency.token(), ALL, wish("\"death\", \"card\"", ""));
        assertThat(card.code()).isEqualTo("operation_not_agreed");
        assertThat(card.pointer()).isEqualTo("/topics/1");
        assertThat(post(vssWithout(), ALL, wish("\"death\"", "")).status()).isEqualTo(403);
        String id = feed(agency, "\"death\"");
        String people = ALL + "/" + id + "/people";
        String item =
                "{\"items\": [{\"itemId\": \"%s\", %s \"name\": \"A B\", \"dateOfBirth\": \"%s\"}]}";
        Answer none = post(agency.token(), people, item.formatted("a", "", "1990"));
        assertThat(none.pointer()).isEqualTo("/items/0/number");
        String number = "\"number\": \"001157000001\",";
        Answer named = post(agency.token(), people, item.formatted("Vũ Thị", number, "1990"));
        assertThat(named.pointer()).isEqualTo("/items/0/itemId");
        Answer numbered =
                post(agency.token(), people, item.formatted("001157000001", number, "1990"));
        assertThat(numbered.raw().body()).contains("reference_is_number");
        Answer dated = post(agency.token(), people, item.formatted("a", number, "1990-13"));
        assertThat(dated.pointer()).isEqualTo("/items/0/dateOfBirth");
        assertThat(get(agency.token(), ALL + "/" + id + "/dead-letters").code())
                .isEqualTo("not_a_webhook");
    }

    private String vssWithout() {
        return tokens.token("vss", Map.of("scope", "sharing.query", "agency", "G34"));
    }

    @Test
    void aCardAndAnImportThatIsTakenBackAreToldToo() {
        Agency agency = agency();
        Citizen citizen = citizen("Vũ Thị Thẻ");
        String id = feed(agency, "\"card\", \"identity\"");
        enrol(agency, id, citizen);
        publish(
                "card.cards.v1",
                "card.card-revoked.v1",
                UUID.randomUUID(),
                3,
                JSON.createObjectNode()
                        .put("cardId", UUID.randomUUID().toString())
                        .put("personId", citizen.id().toString())
                        .put("reason", "person_died"));
        JsonNode told = awaitPage(agency, id, 1).at("/notifications/0");
        assertThat(told.get("topic").asString()).isEqualTo("card");
        assertThat(told.toString()).doesNotContain("person_died");
        REGISTER.touched(
                citizen.id(), "{\"lines\": [], \"closed\": true, \"setForgotten\": false}");
        publish(
                "population.imports.v1",
                "population.chunk-withdrawn.v1",
                UUID.randomUUID(),
                1,
                JSON.createObjectNode()
                        .put("importId", UUID.randomUUID().toString())
                        .put("chunk", 0)
                        .put("persons", 1)
                        .put("firstPersonId", citizen.id().toString())
                        .put("lastPersonId", citizen.id().toString()));
        assertThat(awaitPage(agency, id, 2).at("/notifications/1/topic").asString())
                .isEqualTo("identity");
    }

    @Test
    void anOsiaSubscriberConfirmsAndIsToldInItsOwnShape() {
        Agency agency = agency();
        Citizen citizen = citizen("Vũ Thị Chuẩn");
        String base = "/osia/notification/v1/";
        String wish =
                base + "subscriptions?topic=death&policy=60,3&address=" + RECEIVER.url("/osia");
        String[] why = {"Dancu-Purpose", "pension", "Dancu-Procedure", "7.1"};
        Answer made = post(agency.token(), wish, "", why);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(200);
        assertThat(made.body().get("active").asBoolean()).isFalse();
        assertThat(made.body().get("policy").asString()).isEqualTo("60,3");
        String id = made.body().get("uuid").asString();
        assertThat(post(agency.token(), wish, "", why).body().get("uuid").asString()).isEqualTo(id);
        Receiver.Got asked = await("/osia", 1).getFirst();
        assertThat(asked.header("message-type")).isEqualTo("SubscriptionConfirmation");
        String url = asked.json().get("subscribeURL").asString();
        assertThat(url).contains(base + "subscriptions/confirm?token=");
        String confirm = url.substring(url.indexOf(base));
        assertThat(get(agency.token(), base + "subscriptions/confirm?token=guessed").status())
                .isEqualTo(400);
        assertThat(get(agency.token(), confirm).status()).isEqualTo(200);
        assertThat(get(agency.token(), confirm).status()).isEqualTo(200);
        assertThat(
                        JSON.readTree(get(agency.token(), base + "subscriptions").raw().body())
                                .at("/0/active")
                                .asBoolean())
                .isTrue();
        enrol(agency, id, citizen);
        dies(citizen);
        Receiver.Got told = await("/osia", 2).get(1);
        assertThat(told.header("message-type")).isEqualTo("Notification");
        assertThat(told.header("subscription-id")).isEqualTo(id);
        assertThat(told.header("topic-id")).isEqualTo(made.body().get("topic").asString());
        assertThat(told.json().get("type").asString()).isEqualTo("Notification");
        assertThat(told.json().get("topic").asString()).isEqualTo("death");
        Contracts.assertMatches("notification", told.json().get("message").asString());

        // One that is away is tried three times, as its policy says, a minute apart.
        RECEIVER.answer("/osia", 503);
        dies(citizen);
        awaitRetry("/osia", 5);
        stays("/osia", 5);
        assertThat(
                        get(agency.token(), ALL + "/" + id + "/dead-letters")
                                .body()
                                .at("/deadLetters/0/tries")
                                .asInt())
                .isEqualTo(3);
        for (String path : List.of("topics?name=x", "topics/" + id + "/publish")) {
            Answer refused = post(agency.token(), base + path, "");
            assertThat(refused.status()).isEqualTo(501);
            assertThat(refused.body().get("message").asString()).contains("nobody else publishes");
        }
        assertThat(post(agency.token(), wish + "&protocol=email", "", why).status()).isEqualTo(501);
        assertThat(post(agency.token(), wish.replace("60,3", "0,0"), "", why).status())
                .isEqualTo(400);
        assertThat(post(agency.token(), wish.replace("death", "births"), "", why).status())
                .isEqualTo(400);
        assertThat(delete(agency.token(), base + "subscriptions/" + id).status()).isEqualTo(204);
        assertThat(delete(agency.token(), base + "subscriptions/" + id).status()).isEqualTo(404);
    }

    @Test
    void aSubscriptionToTheRegisterIsNoneToTheSandboxNorTheOtherWayRound() {
        Agency agency = agency();
        Citizen citizen = citizen("Vũ Thị Nền");
        String id = feed(agency, "\"death\"");
        String person = enrol(agency, id, citizen);
        // As if its client had been withdrawn and registered for the other ground.
        jdbc.sql("update subscription set sandbox = true where id = :id")
                .param("id", UUID.fromString(id))
                .update();
        assertThat(get(agency.token(), ALL + "/" + id + "/notifications").code())
                .isEqualTo("agreement_missing");
        String nobody = "{\"items\": [{\"number\": \"001157000001\", \"name\": \"A B\", ";
        assertThat(
                        post(
                                        agency.token(),
                                        ALL + "/" + id + "/people",
                                        nobody + "\"dateOfBirth\": \"1990\"}]}")
                                .code())
                .isEqualTo("agreement_missing");
        assertThat(
                        post(
                                        agency.token(),
                                        ALL + "/" + id + "/trials",
                                        "{\"person\": \"%s\", \"topic\": \"death\"}"
                                                .formatted(person))
                                .status())
                .isEqualTo(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                view(agency, id)
                                        .path("heldBecause")
                                        .asString("")
                                        .equals("agreement_missing"));
        assertThat(notified(citizen)).isZero();
    }

    @Test
    void noMoreThanTheBoundWaitsAndWhatIsMissedIsSaid() {
        Agency agency = agency();
        Citizen citizen = citizen("Vũ Thị Đầy");
        String id = feed(agency, "\"death\"");
        enrol(agency, id, citizen);
        assertThat(post(agency.token(), ALL + "/" + id + "/pause", "").status()).isEqualTo(200);
        dies(citizen);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open(id) == 1);
        notifications.markFull(1, now());
        dies(citizen);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> view(agency, id).get("missed").asLong() == 1);
        assertThat(open(id)).isOne();
        notifications.markFull(100_000, now());
        dies(citizen);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> open(id) == 2);
    }
}
