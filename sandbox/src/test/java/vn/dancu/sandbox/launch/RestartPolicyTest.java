package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Duration QUICK = Duration.ofSeconds(2);

    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void pausesGrowUntilTheProcessIsGivenUp() {
        Duration last = Duration.ZERO;
        for (int death = 1; death < RestartPolicy.MAX_QUICK_DEATHS; death++) {
            Duration pause = policy.afterDeath(QUICK).orElseThrow();
            assertThat(pause).isGreaterThan(last).isLessThanOrEqualTo(Duration.ofSeconds(8));
            last = pause;
        }

        assertThat(policy.afterDeath(QUICK)).isEmpty();
    }

    @Test
    void aProcessThatWasWellBeginsANewCount() {
        for (int day = 0; day < 100; day++) {
            assertThat(policy.afterDeath(Duration.ofDays(1))).hasValue(Duration.ofMillis(500));
        }
    }
}
