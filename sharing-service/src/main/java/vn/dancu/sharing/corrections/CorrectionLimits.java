package vn.dancu.sharing.corrections;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param replyWorkingDays within how many working days the citizen has a reply (Decree
 *     356/2025/ND-CP: 2)
 * @param openPerPerson requests of one citizen that wait for an officer
 * @param forwardedAtOnce corrections that this instance brings to the register at once
 * @param retryAfter what a citizen's application is told to wait when these are taken
 */
@ConfigurationProperties("dancu.sharing.corrections")
record CorrectionLimits(
        @DefaultValue("2") int replyWorkingDays,
        @DefaultValue("5") int openPerPerson,
        @DefaultValue("4") int forwardedAtOnce,
        @DefaultValue("2s") Duration retryAfter) {
    CorrectionLimits {
        if (openPerPerson < 1 || openPerPerson > 50 || forwardedAtOnce < 1) {
            throw new IllegalArgumentException(
                    "dancu.sharing.corrections: open-per-person is 1 to 50, forwarded-at-once at"
                            + " least 1");
        }
    }
}
