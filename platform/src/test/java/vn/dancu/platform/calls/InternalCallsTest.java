package vn.dancu.platform.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Territory;
import vn.dancu.platform.security.TestIssuer;
import vn.dancu.platform.security.TestService;
import vn.dancu.platform.security.TestService.Seen;
import vn.dancu.platform.security.TestService.Things;

/** Calls between two real services over HTTP, with real tokens and signatures. */
class InternalCallsTest {
    private static final String THING = "/internal/things/v1/things/{id}";
    private static final String THINGS = "/internal/things/v1/things";

    @TempDir static Path keys;
    private static TestIssuer issuer;
    private static TestService callee;
    private static String key;
    private TestService asker;
    private InternalClient things;

    @BeforeAll
    static void startCallee() {
        issuer = new TestIssuer();
        key = TestService.callerKey(keys, "asker");
        callee = TestService.start("things", issuer, "--dancu.callers.directory=" + keys);
    }

    @AfterAll
    static void stopCallee() {
        callee.close();
        issuer.close();
    }

    /** A new asker each time: its tokens and breakers remember. */
    @BeforeEach
    void start() {
        issuer.setDown(false);
        callee.bean(Things.class).received.set(0);
        callee.bean(Things.class).failuresToGive.set(0);
        asker =
                TestService.start(
                        "asker",
                        issuer,
                        "--dancu.caller.private-key=" + key,
                        "--dancu.calls.things.url=" + callee.uri(),
                        "--dancu.calls.things.timeout=2s",
                        "--dancu.calls.things.backoff=10ms",
                        "--dancu.calls.nowhere.url=http://localhost:" + freePort(),
                        "--dancu.calls.nowhere.attempts=1",
                        "--dancu.calls.nowhere.breaker-minimum=5",
                        "--dancu.calls.nowhere.breaker-open=1m");
        things = asker.bean(InternalCalls.class).to("things");
    }

    @AfterEach
    void stop() {
        asker.close();
        MDC.clear();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void callTravelsWithCallerPurposeAndCorrelation() {
        var officer =
                new Caller(
                        "chief-hanoi",
                        "chief-hanoi",
                        "G01",
                        "chief-hanoi",
                        new Territory("01"),
                        Set.of("card.approve"),
                        null);
        String correlation = "0b6e7a52-6a2c-4b43-9d9e-7d7a6f0c6a11";
        MDC.put("correlationId", correlation);
        Seen seen =
                things.onBehalfOf(officer.withPurpose("card check")).get(THING, Seen.class, "a b");
        assertThat(seen)
                .isEqualTo(
                        new Seen(
                                "chief-hanoi",
                                "G01",
                                "chief-hanoi",
                                "01",
                                "card check",
                                "a b",
                                correlation));
    }

    @Test
    void workThatNobodyAskedForComesFromTheServiceItself() {
        Seen seen = things.get(THING, Seen.class, "1");
        assertThat(seen.subject()).isEqualTo("asker");
        assertThat(seen.purpose()).isEqualTo("event");
    }

    @Test
    void tokenIsFetchedOnceForManyCalls() throws Exception {
        int before = issuer.tokensGiven();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Seen> call = () -> things.get(THING, Seen.class, "1");
            for (var done : threads.invokeAll(java.util.Collections.nCopies(20, call))) {
                assertThat(done.get().subject()).isEqualTo("asker");
            }
        }
        assertThat(issuer.tokensGiven()).isEqualTo(before + 1);
    }

    @Test
    void refusalOfTheCalleeKeepsItsStatusAndCode() {
        assertThatExceptionOfType(CalleeRefusedException.class)
                .isThrownBy(() -> things.get(THING, Seen.class, "missing"))
                .satisfies(
                        refused -> {
                            assertThat(refused.status().value()).isEqualTo(404);
                            assertThat(refused.code()).isEqualTo("thing_not_found");
                            assertThat(refused.service()).isEqualTo("things");
                        });
        assertThat(callee.bean(Things.class).received).hasValue(1);
    }

    @Test
    void readsAndIdempotentCommandsAreRepeated() {
        callee.bean(Things.class).failuresToGive.set(2);
        assertThat(things.get(THING, Seen.class, "1").id()).isEqualTo("1");
        callee.bean(Things.class).failuresToGive.set(2);
        assertThat(things.postIdempotent(THINGS, Map.of("name", "n"), Seen.class).id())
                .isEqualTo("n");
        assertThat(callee.bean(Things.class).received).hasValue(6);
    }

    @Test
    void otherCommandsAreNotRepeated() {
        callee.bean(Things.class).failuresToGive.set(1);
        assertUnavailable(() -> things.post(THINGS, Map.of("name", "n"), Seen.class));
        assertThat(callee.bean(Things.class).received).hasValue(1);
    }

    @Test
    void withOneOfTwoInstancesGoneEachCommandArrivesOnce() {
        String instances = "--spring.cloud.discovery.client.simple.instances.things";
        try (TestService other =
                TestService.start(
                        "asker",
                        issuer,
                        "--dancu.caller.private-key=" + key,
                        instances + "[0].uri=http://localhost:" + freePort(),
                        instances + "[1].uri=" + callee.uri(),
                        "--dancu.calls.things.breaker-minimum=4",
                        "--dancu.calls.things.breaker-window=4",
                        "--dancu.calls.things.breaker-open=1m")) {
            InternalClient client = other.bean(InternalCalls.class).to("things");
            for (int sent = 1; sent <= 10; sent++) {
                assertThat(client.post(THINGS, Map.of("name", "n"), Seen.class).id())
                        .isEqualTo("n");
                assertThat(callee.bean(Things.class).received).hasValue(sent);
            }
        }
    }

    @Test
    void slowCalleeIsGivenUp() {
        Instant before = Instant.now();
        assertUnavailable(() -> things.get(THING, Seen.class, "slow"));
        assertThat(Duration.between(before, Instant.now()))
                .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(15));
    }

    @Test
    void breakerOpensAndRefusesAtOnceWithARetryAfter() {
        InternalClient nowhere = asker.bean(InternalCalls.class).to("nowhere");
        for (int i = 0; i < 5; i++) {
            assertUnavailable(() -> nowhere.get(THING, Seen.class, "1"));
        }
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> nowhere.get(THING, Seen.class, "1"))
                .satisfies(open -> assertThat(open.retryAfter()).hasValue(Duration.ofMinutes(1)));
    }

    @Test
    void keptTokenOutlivesAnOutageOfTheIssuer() {
        things.get(THING, Seen.class, "1");
        issuer.setDown(true);
        assertThat(things.get(THING, Seen.class, "2").id()).isEqualTo("2");
    }

    @Test
    void issuerThatDoesNotAnswerMakesTheCallUnavailable() {
        issuer.setDown(true);
        assertUnavailable(() -> things.get(THING, Seen.class, "1"));
        issuer.setDown(false);
        assertThat(things.get(THING, Seen.class, "1").id()).isEqualTo("1");
    }

    private static void assertUnavailable(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .satisfies(
                        failed -> {
                            assertThat(failed.status().value()).isEqualTo(503);
                            assertThat(failed.code()).isEqualTo("unavailable");
                            assertThat(failed.retryAfter()).isPresent();
                        });
    }
}
