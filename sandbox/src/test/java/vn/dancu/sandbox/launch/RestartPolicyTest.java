package vn.dancu.sandbox.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private final RestartPolicy policy = new RestartPolicy();

    @Test
    void pausesGrowUntilAProcessThatNeverAnswersIsGivenUp() {
        Duration last = Duration.ZERO;
        for (int start = 1; start < RestartPolicy.MAX_VAIN_STARTS; start++) {
            Duration pause = policy.afterDeath(false).orElseThrow();
            assertThat(pause).isGreaterThan(last).isLessThanOrEqualTo(Duration.ofSeconds(8));
            last = pause;
        }

        assertThat(policy.afterDeath(false)).isEmpty();
    }

    @Test
    void aProcessThatIsKilledWhileItWorksIsNeverGivenUp() {
        for (int kill = 0; kill < 100; kill++) {
            assertThat(policy.afterDeath(true)).hasValue(Duration.ofMillis(250));
        }
    }

    @Test
    void anAnswerBeginsANewCount() {
        for (int start = 1; start < RestartPolicy.MAX_VAIN_STARTS; start++) {
            assertThat(policy.afterDeath(false)).isPresent();
        }
        assertThat(policy.afterDeath(true)).isPresent();
        assertThat(policy.afterDeath(false)).isPresent();
    }
}
