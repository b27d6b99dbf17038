package vn.dancu.idnumber.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.Contracts;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.testing.TestBroker;

@IdNumberIT
class NumberEventsIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired TestBroker broker;
    @Autowired JdbcClient jdbc;
    @Autowired JsonMapper json;

    private KafkaProducer<String, String> producer;
    private KafkaConsumer<String, String> consumer;
    private final List<Told> told = new ArrayList<>();

    private record Told(String key, String body, JsonNode event) {
        String type() {
            return event.get("type").asString();
        }

        String text(String pointer) {
            return event.at(pointer).asString();
        }
    }

    @BeforeEach
    void connect() {
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers(),
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(NumberTopics.OUTCOMES).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    @AfterEach
    void disconnect() {
        producer.close();
        consumer.close();
    }

    @Test
    void aRequestIsAnsweredWithANumberUnderThePersonsKey() throws Exception {
        UUID person = UUID.randomUUID();

        send(person, UUID.randomUUID(), requested(person, "001", "FEMALE", 2021));
        Told answer = awaitToldAbout(person, 1).getFirst();

        assertThat(answer.type()).isEqualTo(NumberAssigned.TYPE);
        assertThat(answer.key()).isEqualTo(person.toString());
        assertThat(answer.text("/data/number")).matches("001321[0-9]{6}");
        assertThat(answer.event().get("aggregateversion").asInt()).isEqualTo(1);
        Contracts.assertKept(answer.type(), answer.body());
        assertThat(numbersOf(person)).containsExactly(answer.text("/data/number"));
    }

    @Test
    void theSameEventTwiceIsOneAnswerAndAnotherEventForThePersonTheSameNumberAgain()
            throws Exception {
        UUID person = UUID.randomUUID();
        UUID event = UUID.randomUUID();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();

        send(person, event, requested(first, person, "002", "MALE", 1957));
        send(person, event, requested(first, person, "002", "MALE", 1957));
        send(person, UUID.randomUUID(), requested(second, person, "002", "MALE", 1957));
        List<Told> answers = awaitToldAbout(person, 2);

        // The answers of one person come in order: a second one to the first would come between.
        assertThat(answers.stream().map(answer -> answer.text("/data/requestId")))
                .startsWith(first.toString(), second.toString());
        assertThat(answers.stream().map(answer -> answer.text("/data/number")).distinct())
                .hasSize(1);
        assertThat(numbersOf(person)).hasSize(1);
        assertThat(
                        jdbc.sql("select count(*) from inbox where event_id = :event")
                                .param("event", event)
                                .query(Integer.class)
                                .single())
                .isEqualTo(1);
    }

    @Test
    void aBatchIsAnsweredWithOneEventAndTheSameBatchWithTheSameOutcomes() throws Exception {
        UUID request = UUID.randomUUID();
        UUID person = UUID.randomUUID();
        UUID unknown = UUID.randomUUID();
        UUID unclear = UUID.randomUUID();
        String item = "{\"personId\":\"%s\",\"prefix\":\"%s\",\"sex\":\"%s\",\"birthYear\":1970}";
        String data =
                "{\"requestId\":\"%s\",\"items\":[%s,%s,%s]}"
                        .formatted(
                                request,
                                item.formatted(person, "001", "MALE"),
                                item.formatted(unknown, "777", "MALE"),
                                item.formatted(unclear, "001", "UNKNOWN"));

        sendBatch(request, data);
        sendBatch(request, data);
        List<Told> answers = awaitToldAbout(request, 2);

        Told first = answers.getFirst();
        assertThat(first.type()).isEqualTo(BatchAnswered.TYPE);
        Contracts.assertKept(first.type(), first.body());
        assertThat(first.text("/data/items/0/number")).matches("001070[0-9]{6}");
        assertThat(first.text("/data/items/1/outcome")).isEqualTo("prefix_unknown");
        assertThat(first.text("/data/items/2/outcome")).isEqualTo("sex_unknown");
        assertThat(answers.get(1).event().get("data")).isEqualTo(first.event().get("data"));
        assertThat(numbersOf(person)).hasSize(1);
    }

    private void sendBatch(UUID request, String data) throws Exception {
        String event =
                """
                {"specversion":"1.0","id":"%s","source":"/population-service","type":"%s",
                 "subject":"%s","time":"2021-02-26T01:30:00Z","aggregateversion":1,
                 "correlationid":"%s","data":%s}
                """
                        .formatted(
                                UUID.randomUUID(),
                                BatchRequested.TYPE,
                                request,
                                UUID.randomUUID(),
                                data);
        Contracts.assertKept(BatchRequested.TYPE, event);
        producer.send(new ProducerRecord<>(NumberTopics.REQUESTS, request.toString(), event)).get();
    }

    @ParameterizedTest
    @CsvSource({
        "777,MALE,1990,prefix_unknown",
        "01,MALE,1990,prefix_malformed",
        "001,UNKNOWN,1990,sex_unknown",
        "001,MALE,1890,birth_year_out_of_range"
    })
    void whatCannotBeNumberedIsRefusedWithItsReason(
            String prefix, String sex, int year, String code) throws Exception {
        UUID person = UUID.randomUUID();

        send(person, UUID.randomUUID(), requested(person, prefix, sex, year));
        Told answer = awaitToldAbout(person, 1).getFirst();

        assertThat(answer.type()).isEqualTo(NumberRefused.TYPE);
        assertThat(answer.text("/data/code")).isEqualTo(code);
        Contracts.assertKept(answer.type(), answer.body());
        assertThat(numbersOf(person)).isEmpty();
    }

    @Test
    void aRefusedPersonIsNumberedWhenWhatWasMissingIsThereAndTheVersionsGrow() throws Exception {
        UUID person = UUID.randomUUID();

        send(person, UUID.randomUUID(), requested(person, "001", "UNKNOWN", 1990));
        send(person, UUID.randomUUID(), requested(person, "776", "MALE", 1990));
        send(person, UUID.randomUUID(), requested(person, "001", "MALE", 1990));
        send(person, UUID.randomUUID(), requested(person, "001", "UNKNOWN", 1990));
        List<Told> answers = awaitToldAbout(person, 4);

        assertThat(answers.stream().map(Told::type))
                .containsExactly(
                        NumberRefused.TYPE,
                        NumberRefused.TYPE,
                        NumberAssigned.TYPE,
                        NumberAssigned.TYPE);
        assertThat(answers.stream().map(answer -> answer.event().get("aggregateversion").asInt()))
                .containsExactly(1, 2, 3, 3);
        assertThat(numbersOf(person)).hasSize(1);
    }

    @Test
    void anEventThatIsNoRequestIsParkedAndTheNextPersonIsServed() throws Exception {
        UUID broken = UUID.randomUUID();
        UUID person = UUID.randomUUID();

        send(broken, UUID.randomUUID(), "{\"personId\":\"nobody\"}");
        send(person, UUID.randomUUID(), requested(person, "004", "MALE", 1990));

        awaitToldAbout(person, 1);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(
                                                jdbc.sql(
                                                                """
                                                                select count(*) from dead_letter
                                                                 where key = :key
                                                                """)
                                                        .param("key", broken.toString())
                                                        .query(Integer.class)
                                                        .single())
                                        .isEqualTo(1));
    }

    @Test
    void theExamplesOfTheContractAreWhatIsSentAndUnderstood() throws Exception {
        for (String type : List.of(NumberRequested.TYPE, NumberAssigned.TYPE, NumberRefused.TYPE)) {
            Contracts.assertKept(type, Contracts.example(type));
        }
        JsonNode example = json.readTree(Contracts.example(NumberRequested.TYPE));
        UUID person = UUID.fromString(example.get("subject").asString());

        producer.send(
                        new ProducerRecord<>(
                                NumberTopics.REQUESTS, person.toString(), example.toString()))
                .get();

        assertThat(awaitToldAbout(person, 1).getFirst().type()).isEqualTo(NumberAssigned.TYPE);
    }

    @Test
    void topicsWithNumbersAreKeptForADay() throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers()))) {
            List<ConfigResource> topics =
                    List.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, NumberTopics.REQUESTS),
                            new ConfigResource(ConfigResource.Type.TOPIC, NumberTopics.OUTCOMES));

            var configurations = admin.describeConfigs(topics).all().get();

            assertThat(configurations.values())
                    .hasSize(2)
                    .allSatisfy(
                            config ->
                                    assertThat(config.get("retention.ms").value())
                                            .isEqualTo("86400000"));
        }
    }

    private void send(UUID person, UUID event, String data)
            throws ExecutionException, InterruptedException {
        String body =
                """
                {"specversion":"1.0","id":"%s","source":"/population-service","type":"%s",
                 "subject":"%s","time":"2021-02-26T01:30:00Z","aggregateversion":1,
                 "correlationid":"%s","data":%s}
                """
                        .formatted(event, NumberRequested.TYPE, person, UUID.randomUUID(), data);
        producer.send(new ProducerRecord<>(NumberTopics.REQUESTS, person.toString(), body)).get();
    }

    private static String requested(UUID person, String prefix, String sex, int birthYear) {
        return requested(person, person, prefix, sex, birthYear);
    }

    private static String requested(
            UUID request, UUID person, String prefix, String sex, int birthYear) {
        return """
        {"requestId":"%s","personId":"%s","prefix":"%s","sex":"%s","birthYear":%d}
        """
                .formatted(request, person, prefix, sex, birthYear);
    }

    /** Reads until so many answers about the person are there. */
    private List<Told> awaitToldAbout(UUID person, int count) {
        await().atMost(SOON)
                .until(
                        () -> {
                            poll();
                            return toldAbout(person).size() >= count;
                        });
        return toldAbout(person);
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(200))
                .forEach(
                        message ->
                                told.add(
                                        new Told(
                                                message.key(),
                                                message.value(),
                                                json.readTree(message.value()))));
    }

    private List<Told> toldAbout(UUID person) {
        return told.stream().filter(answer -> answer.key().equals(person.toString())).toList();
    }

    private List<String> numbersOf(UUID person) {
        return jdbc.sql(
                        """
                        select lpad(number::text, 12, '0') from number where item_id = :person
                        """)
                .param("person", person)
                .query(String.class)
                .list();
    }
}
