package vn.dancu.sharing.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.sharing.SharingIT;

/** The register is half there, or one agency floods: the fault is caused, not imagined. */
class FaultsIT extends SharingIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"outcome\": \"found\"}",
                "{\"outcome\": \"superseded\", \"person\": {\"sex\": \"MALE\"}}",
                "{\"outcome\": \"found\", \"personId\": \"0198",
                "<html>proxy</html>"
            })
    void anAnswerWithoutItsPartsIsNoAnswer(String half) {
        Citizen citizen = citizen("Trịnh Thị Nửa");
        REGISTER.answerWith(half);
        Answer answer = post(vss(), "/sharing/v1/lookups", lookup(citizen, "sex"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.raw().body()).doesNotContain("MALE");
    }

    @Test
    void anAgencyThatFloodsIsTurnedAwayAndAnotherIsAnswered() throws Exception {
        Citizen citizen = citizen("Trịnh Thị Đông");
        CountDownLatch open = new CountDownLatch(1);
        REGISTER.beforeAnswer(() -> await(open));
        String token = vss();
        List<Future<Answer>> flood = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<Answer>(threads);
            for (int i = 0; i < 40; i++) {
                flood.add(
                        ended.submit(
                                () -> post(token, "/sharing/v1/lookups", lookup(citizen, "sex"))));
            }
            try {
                // Those who found no place are turned away while the others still wait.
                for (int i = 0; i < 16; i++) {
                    assertThat(ended.poll(30, TimeUnit.SECONDS)).isNotNull();
                }
                REGISTER.beforeAnswer(() -> {});
                Answer other =
                        post(
                                portal(),
                                "/sharing/v1/lookups",
                                lookup("1.004222", "public-service", citizen, "sex"));
                assertThat(other.status()).as(other.raw().body()).isEqualTo(200);
            } finally {
                open.countDown();
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : flood) {
            statuses.add(answer.get().status());
            if (answer.get().status() == 429) {
                assertThat(answer.get().code()).isEqualTo("agency_busy");
                assertThat(answer.get().header("Retry-After")).isNotEmpty();
            }
        }
        assertThat(statuses).filteredOn(status -> status == 429).hasSizeGreaterThanOrEqualTo(16);
        // Those who found a place waited for the register as long as a call may.
        assertThat(statuses).allMatch(status -> status == 200 || status == 429 || status == 503);
    }

    @Test
    void useAndRefusalsOfAnAgencyAreCounted() {
        Citizen citizen = citizen("Trịnh Thị Đếm");
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "sex"));
        post(vss(), "/sharing/v1/lookups", lookup(citizen, "religion"));
        figures.flush();
        Answer answer = get(vss(), "/sharing/v1/figures");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.body().get("agency").asString()).isEqualTo("G34");
        assertThat(
                        answer.body()
                                .get("figures")
                                .valueStream()
                                .map(figure -> figure.get("outcome").asString()))
                .contains("answered", "field_not_agreed");
        assertThat(get(portal(), "/sharing/v1/agencies/G34/figures").status()).isEqualTo(403);
        assertThat(get(admin("an"), "/sharing/v1/agencies/G34/figures").body().get("figures"))
                .isEqualTo(get(vss(), "/sharing/v1/figures").body().get("figures"));
    }

    @org.springframework.beans.factory.annotation.Autowired
    private vn.dancu.sharing.figures.Figures figures;

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
