package vn.dancu.platform.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnotherInstanceTest {
    private final AtomicInteger turns = new AtomicInteger();

    private String of(String... chosen) {
        return AnotherInstance.of(() -> chosen[turns.getAndIncrement()], "dead"::equals);
    }

    @Test
    void theFirstThatHasNotFailedIsTaken() {
        assertThat(of("dead", "dead", "alive", "another")).isEqualTo("alive");
        assertThat(turns).hasValue(3);
    }

    @Test
    void whoIsAloneIsTriedAgainAfterAFewLooks() {
        assertThat(of("dead", "dead", "dead", "dead")).isEqualTo("dead");
        assertThat(turns).hasValue(4);
    }

    @Test
    void whereNobodyHasFailedTheFirstIsTaken() {
        List<String> nobody = List.of();
        assertThat(AnotherInstance.of(() -> "dead", nobody::contains)).isEqualTo("dead");
    }
}
