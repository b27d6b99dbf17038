package vn.dancu.idnumber.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    @Test
    void eachFailureDoublesThePauseUpToItsBoundAndASuccessEndsThat() {
        Retries retries = new Retries(FIRST, AT_MOST, 0);
        assertThat(retries.isDue(0)).isTrue();
        for (int seconds : new int[] {10, 20, 40, 60, 60}) {
            retries.ended(false, 0);
            assertThat(retries.isDue(Duration.ofSeconds(seconds).toNanos() - 1)).isFalse();
            assertThat(retries.isDue(Duration.ofSeconds(seconds).toNanos())).isTrue();
        }
        retries.ended(true, 0);
        assertThat(retries.isDue(FIRST.toNanos() - 1)).isFalse();
        retries.ended(false, 0);
        assertThat(retries.isDue(FIRST.toNanos())).isTrue();
    }

    @Test
    void aHundredFailuresStayWithinTheBound() {
        Retries retries = new Retries(FIRST, AT_MOST, 0);
        for (int i = 0; i < 100; i++) {
            retries.ended(false, 0);
        }
        assertThat(retries.isDue(AT_MOST.toNanos())).isTrue();
        assertThat(retries.isDue(AT_MOST.toNanos() - 1)).isFalse();
    }
}
