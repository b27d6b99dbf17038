package vn.dancu.plumbing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.broker.BrokerSetup.Changes;
import vn.dancu.sandbox.audit.OutsideSeals;

/**
 * The users and rights that production and docker-compose.yml name, on a broker with the settings
 * of the latter: each service may do what the contracts say of it, and nothing else.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerSetupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PERSONS = "population.persons.v1";

    /** The beginning of the names of a service's own topics. */
    private static final Map<String, String> OWN =
            Map.of(
                    "population-service", "population.",
                    "id-number-service", "idnumber.",
                    "card-issuance-service", "card.",
                    "sharing-service", "sharing.");

    @TempDir private static Path folder;

    private static ComposedBroker broker;
    private static Changes first;

    /** Topics that are agreed, and who sends and receives what, as "service WRITE topic". */
    private static final Set<String> topics = new TreeSet<>();

    private static final Set<String> agreed = new TreeSet<>();

    @BeforeAll
    static void start() throws Exception {
        JsonNode contracts = ComposedBroker.yaml("contracts/asyncapi.yaml");
        JsonNode channels = contracts.path("channels");
        channels.forEach(channel -> topics.add(channel.path("address").asString()));
        for (JsonNode operation : contracts.path("operations")) {
            String service = operation.path("summary").asString().split(" ", 2)[0];
            String channel = operation.at("/channel/$ref").asString().replace("#/channels/", "");
            boolean sends = operation.path("action").asString().equals("send");
            agreed.add(
                    service
                            + (sends ? " WRITE " : " READ ")
                            + channels.path(channel).path("address").asString());
        }
        broker = ComposedBroker.start(folder);
        first = broker.setUp(ComposedBroker.USERS);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    @Order(1)
    void aSecondRunFindsNothingToDo() throws Exception {
        assertThat(first.topicsMade()).isEqualTo(topics.size());
        assertThat(first.rightsGiven()).isGreaterThan(50);
        assertThat(first.rightsTaken() + first.usersRemoved()).isZero();

        assertThat(broker.setUp(ComposedBroker.USERS)).isEqualTo(new Changes(0, 0, 0, 0));
    }

    @Test
    @Order(2)
    void eachServiceMayDoWhatTheContractsSayAndNothingElse() throws Exception {
        Set<String> expected = new TreeSet<>(agreed);
        Set<String> actual = new TreeSet<>();
        for (Map.Entry<String, String> each : OWN.entrySet()) {
            topics.stream()
                    .filter(topic -> topic.startsWith(each.getValue()))
                    .forEach(
                            topic -> {
                                expected.add(each.getKey() + " READ " + topic);
                                expected.add(each.getKey() + " WRITE " + topic);
                            });
            actual.addAll(rights(each.getKey(), broker.clientOf(each.getKey())));
        }
        expected.add("auditor READ audit.seals.v1");
        actual.addAll(rights("auditor", broker.auditor()));

        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(40);
    }

    @Test
    @Order(3)
    void whoGivesAnEventUpMayMakeTheTopicOfItsDeadLetters() throws Exception {
        int checked = 0;
        for (String right : agreed) {
            String[] words = right.split(" ", 3);
            if (words[1].equals("READ")) {
                String dead = words[2] + ".dead.";
                try (Admin admin = Admin.create(broker.clientOf(words[0]))) {
                    assertThat(mayMake(admin, dead + words[0])).as(right).isTrue();
                    assertThat(mayMake(admin, dead + "somebody-else"))
                            .as(right)
                            .isEqualTo(words[2].startsWith(OWN.getOrDefault(words[0], "none")));
                }
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(8);
    }

    @Test
    @Order(4)
    void whatAServiceSendsArrivesAtThoseWhoMayReadIt() throws Exception {
        send("population-service", PERSONS);

        try (var reader = reader("sharing-service", "sharing-service.test")) {
            reader.subscribe(List.of(PERSONS));
            await().atMost(PATIENCE)
                    .until(() -> reader.poll(Duration.ofMillis(200)).count(), count -> count == 1);
            reader.commitSync();
        }
    }

    @Test
    @Order(5)
    void aServiceNeitherWritesNorReadsNorCountsAsAnother() throws Exception {
        assertThatThrownBy(() -> send("population-service", "card.cards.v1"))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> send("sharing-service", PERSONS))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        // Numbers are on this one.
        assertThatThrownBy(
                        () -> poll("sharing-service", "sharing-service.x", "idnumber.outcomes.v1"))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> poll("sharing-service", "card-issuance-service.x", PERSONS))
                .isInstanceOf(GroupAuthorizationException.class);
    }

    @Test
    @Order(6)
    void theAuditorReadsSealsAsTheCommandDoes() throws Exception {
        send("card-issuance-service", "audit.seals.v1");

        // Not a seal, so none is found; a topic that is closed or missing would be an error.
        assertThat(OutsideSeals.read(broker.auditor()).of("card-issuance-service", "x")).isEmpty();
        assertThatThrownBy(() -> OutsideSeals.read(broker.clientOf("card-issuance-service")))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    @Order(7)
    void whoHasNoPasswordOrAnothersIsNotAnswered() throws Exception {
        Properties wrong = broker.clientOf("sharing-service", "demo-wrong");
        assertThatThrownBy(() -> askForTopics(wrong))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        Properties unknown = broker.clientOf("sharing-service", "demo-wrong");
        unknown.setProperty(
                "sasl.jaas.config",
                wrong.getProperty("sasl.jaas.config").replace("sharing-service", "nobody"));
        assertThatThrownBy(() -> askForTopics(unknown))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        // A password that is known, at the door of who administers the broker.
        Properties elsewhere = broker.clientOf("sharing-service");
        elsewhere.put("bootstrap.servers", broker.administrator().get("bootstrap.servers"));
        assertThatThrownBy(() -> askForTopics(elsewhere)).isInstanceOf(ExecutionException.class);
        Properties plain = new Properties();
        plain.put("bootstrap.servers", wrong.getProperty("bootstrap.servers"));
        plain.put("request.timeout.ms", "1000");
        plain.put("default.api.timeout.ms", "2000");
        assertThatThrownBy(() -> askForTopics(plain)).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    @Order(8)
    void whatIsNoLongerNamedIsTakenAway() throws Exception {
        Path fewer = folder.resolve("fewer.yaml");
        String all = Files.readString(ComposedBroker.USERS);
        Files.writeString(fewer, all.substring(0, all.lastIndexOf("---")));

        assertThat(broker.setUp(fewer)).isEqualTo(new Changes(0, 1, 0, 2));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> askForTopics(broker.auditor()))
                                        .hasCauseInstanceOf(SaslAuthenticationException.class));
        assertThat(broker.setUp(ComposedBroker.USERS)).isEqualTo(new Changes(0, 0, 2, 0));
    }

    @Test
    @Order(9)
    void aPasswordThatIsChangedCountsFromTheNextRunOn() throws Exception {
        Files.writeString(broker.passwords().resolve("sharing-service-kafka"), "another one\n");

        broker.setUp(ComposedBroker.USERS);

        Properties changed = broker.clientOf("sharing-service", "another one");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(askForTopics(changed)).contains(PERSONS));
        Properties old = broker.clientOf("sharing-service");
        assertThatThrownBy(() -> askForTopics(old))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    @Order(10)
    void aRuleThatIsNotUnderstoodOrAMissingPasswordChangesNothing() throws Exception {
        String all = Files.readString(ComposedBroker.USERS);
        Path odd = folder.resolve("odd.yaml");
        Files.writeString(odd, all.replaceFirst("- \\{resource", "- {type: deny, resource"));
        assertThatThrownBy(() -> broker.setUp(odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type");
        Path more = folder.resolve("more.yaml");
        Files.writeString(more, all.replace("auditor-kafka", "newcomer"));
        assertThatThrownBy(() -> broker.setUp(more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no password of newcomer");

        assertThat(broker.setUp(ComposedBroker.USERS)).isEqualTo(new Changes(0, 0, 0, 0));
    }

    /** What somebody may do with topics that are agreed, as the broker says. */
    private static Set<String> rights(String who, Properties client) throws Exception {
        Set<String> rights = new TreeSet<>();
        try (Admin admin = Admin.create(client)) {
            Map<String, KafkaFuture<TopicDescription>> described =
                    admin.describeTopics(
                                    topics,
                                    new DescribeTopicsOptions().includeAuthorizedOperations(true))
                            .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> each : described.entrySet()) {
                try {
                    Set<AclOperation> may = each.getValue().get().authorizedOperations();
                    may.stream()
                            .filter(Set.of(AclOperation.READ, AclOperation.WRITE)::contains)
                            .forEach(right -> rights.add(who + " " + right + " " + each.getKey()));
                    assertThat(may)
                            .as("%s %s", who, each.getKey())
                            .doesNotContain(
                                    AclOperation.ALTER,
                                    AclOperation.ALTER_CONFIGS,
                                    AclOperation.DELETE);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
                }
            }
        }
        return rights;
    }

    private static boolean mayMake(Admin admin, String topic) throws Exception {
        try {
            admin.createTopics(
                            List.of(new NewTopic(topic, 6, (short) 1)),
                            new CreateTopicsOptions().validateOnly(true))
                    .all()
                    .get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
            return false;
        }
    }

    private static Set<String> askForTopics(Properties client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            return admin.listTopics().names().get();
        }
    }

    private static void send(String service, String topic) throws Exception {
        Properties client = broker.clientOf(service);
        client.put("max.block.ms", "10000");
        try (var producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", "{}")).get();
        }
    }

    private static void poll(String service, String group, String topic) throws Exception {
        try (var reader = reader(service, group)) {
            reader.subscribe(List.of(topic));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                reader.poll(Duration.ofMillis(200));
            }
        }
    }

    private static KafkaConsumer<String, String> reader(String service, String group)
            throws IOException {
        Properties client = broker.clientOf(service);
        client.put("group.id", group);
        client.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer());
    }
}
