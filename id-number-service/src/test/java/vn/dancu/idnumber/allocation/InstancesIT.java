package vn.dancu.idnumber.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.Api;
import vn.dancu.idnumber.Api.Answer;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.idnumber.IdNumberServiceApplication;
import vn.dancu.testing.FreePort;

/**
 * Two instances on one database, the second a process of its own that is killed while it works.
 * {@code ./dancu prove} gives five million numbers over twenty kills.
 */
@IdNumberIT
class InstancesIT {
    private static final boolean FULL = "full".equals(System.getProperty("dancu.scale"));
    private static final int KILLS = FULL ? 20 : 2;
    private static final int NUMBERS = FULL ? 5_000_000 : 6_000;
    private static final int BATCH = FULL ? 5_000 : 100;
    private static final int CALLERS = 6;
    private static final int ANSWERS_BEFORE_A_KILL = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 60 : 5);
    private static final String PATH = "/internal/id-numbers/v1/allocations";

    @Autowired Api api;
    @Autowired Environment environment;
    @Autowired JdbcClient jdbc;

    /** Which places of which bucket were answered: five million fit into a small heap so. */
    private final Map<Integer, BitSet> given = new ConcurrentHashMap<>();

    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> unanswered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answeredByChild = new AtomicInteger();
    private final int port = FreePort.find();

    @Test
    void twoInstancesOfWhichOneIsKilledGiveNoNumberTwiceAndLoseNone() throws Exception {
        Process child = start();
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(() -> call(caller));
            }
            List<Future<Void>> running = callers.stream().map(threads::submit).toList();
            for (int kill = 0; kill < KILLS; kill++) {
                int before = answeredByChild.get();
                await().atMost(PATIENCE)
                        .until(
                                () ->
                                        answeredByChild.get() >= before + ANSWERS_BEFORE_A_KILL
                                                || numbers.get() >= NUMBERS);
                child.destroyForcibly().waitFor();
                child = start();
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }

        // Whoever got no answer asks again, elsewhere, with the same request.
        unanswered.forEach(body -> keep(api.asPopulationService().post(PATH, body)));
        assertThat(unanswered).isNotEmpty();
        assertThat(numbers.get()).isGreaterThanOrEqualTo(NUMBERS);
        assertThat(stored()).isEqualTo(numbers.get());
        assertThat(
                        jdbc.sql(
                                        """
                                        select (select sum(assigned) from bucket
                                                 where prefix = '083')
                                             + (select coalesce(sum(assigned), 0) from lane
                                                 where bucket / 1000 = 83)
                                        """)
                                .query(Integer.class)
                                .single())
                .isEqualTo(numbers.get());
    }

    private int stored() {
        return jdbc.sql(
                        """
                        select count(*) from number n join assignment a using (number, item_id)
                         where n.number / 1000000000 = 83
                        """)
                .query(Integer.class)
                .single();
    }

    /** Asks both instances in turn, one number and many, until there are enough. */
    private @org.jspecify.annotations.Nullable Void call(int caller) {
        for (int i = 0; numbers.get() < NUMBERS; i++) {
            boolean child = (i + caller) % 2 == 0;
            String body = body(i % 5 == 4 ? BATCH : 1, 1990 + i % (FULL ? 30 : 3));
            try {
                if (!child) {
                    ask(body, api.asPopulationService());
                } else if (ask(body, api.asPopulationService().at(port))) {
                    answeredByChild.incrementAndGet();
                }
            } catch (RestClientException e) {
                if (e.contains(ConnectException.class)) {
                    // It never reached the child: the other instance gives the number at once.
                    ask(body, api.asPopulationService());
                } else {
                    unanswered.add(body);
                }
            }
        }
        return null;
    }

    private boolean ask(String body, Api.Client instance) {
        Answer answer = instance.post(PATH, body);
        if (answer.status() == 200) {
            keep(answer);
            return true;
        }
        unanswered.add(body);
        return false;
    }

    private void keep(Answer answer) {
        for (JsonNode item : answer.body().get("items")) {
            long number = Long.parseLong(item.get("number").asString());
            BitSet places =
                    given.computeIfAbsent((int) (number / 1_000_000), bucket -> new BitSet());
            boolean first;
            synchronized (places) {
                first = !places.get((int) (number % 1_000_000));
                places.set((int) (number % 1_000_000));
            }
            // No request is asked again that was answered: a second answer is a second owner.
            assertThat(first).as("one owner of a number").isTrue();
            numbers.incrementAndGet();
        }
    }

    private static String body(int count, int year) {
        String items =
                Stream.generate(
                                () ->
                                        "{\"itemId\":\"%s\",\"prefix\":\"083\",\"sex\":\"MALE\",\"birthYear\":%d}"
                                                .formatted(UUID.randomUUID(), year))
                        .limit(count)
                        .collect(Collectors.joining(","));
        return "{\"requestId\":\"%s\",\"items\":[%s]}".formatted(UUID.randomUUID(), items);
    }

    /** The service as a process, on the database and broker of this test. */
    private Process start() throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name :
                List.of(
                        "spring.datasource.url",
                        "spring.datasource.username",
                        "spring.datasource.password",
                        "spring.kafka.bootstrap-servers",
                        "spring.profiles.active",
                        "spring.cloud.config.enabled",
                        "eureka.client.enabled",
                        "dancu.security.issuer",
                        "dancu.security.jwk-set-uri",
                        "dancu.callers.directory",
                        "dancu.client.token-uri",
                        "dancu.client.secret",
                        "dancu.caller.private-key",
                        "dancu.numbers.key")) {
            properties.put(name, environment.getRequiredProperty(name));
        }
        properties.put("dancu.config.import", "");
        properties.put("server.port", Integer.toString(port));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        IdNumberServiceApplication.class.getName());
        builder.environment()
                .put("SPRING_APPLICATION_JSON", new JsonMapper().writeValueAsString(properties));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        await().atMost(PATIENCE).until(() -> answers() || !process.isAlive());
        assertThat(process.isAlive()).isTrue();
        return process;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
