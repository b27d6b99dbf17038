package vn.dancu.sharing.accesses;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param longest for how long an access may be kept from the citizen at most; the database allows a
 *     year
 */
@ConfigurationProperties("dancu.sharing.delays")
record DelayLimits(@DefaultValue("180d") Duration longest) {
    DelayLimits {
        if (longest.isNegative() || longest.toDays() > 365) {
            throw new IllegalArgumentException("dancu.sharing.delays.longest is at most 365 days");
        }
    }
}
