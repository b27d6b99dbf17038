package vn.dancu.sharing.osia;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param proofLifetime how long the proof of a verification stands for the person
 */
@ConfigurationProperties("dancu.sharing.osia")
record OsiaSettings(@DefaultValue("10m") Duration proofLifetime) {
    OsiaSettings {
        if (proofLifetime.isNegative() || proofLifetime.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("dancu.sharing.osia.proof-lifetime: at most 1d");
        }
    }
}
