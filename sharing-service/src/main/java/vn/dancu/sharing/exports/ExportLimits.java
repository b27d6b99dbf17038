package vn.dancu.sharing.exports;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param peopleInPart people read, encrypted and stored at once: what a part needs in memory
 * @param mostPeople a larger export fails
 * @param lease how long a killed instance keeps a job from the others
 * @param kept how long the parts can be fetched
 */
@ConfigurationProperties("dancu.sharing.exports")
public record ExportLimits(
        @DefaultValue("500") int peopleInPart,
        @DefaultValue("5000000") long mostPeople,
        @DefaultValue("20s") Duration lease,
        @DefaultValue("7d") Duration kept) {
    public ExportLimits {
        if (peopleInPart < 1 || peopleInPart > 1_000) {
            throw new IllegalArgumentException("dancu.sharing.exports.people-in-part is 1 to 1000");
        }
    }
}
