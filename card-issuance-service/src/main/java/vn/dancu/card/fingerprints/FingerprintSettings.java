package vn.dancu.card.fingerprints;

import java.time.Duration;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param threshold score of SourceAFIS from which two prints are of one finger; 40 is a false match
 *     rate of about 1 in 10,000
 * @param minimumSelfScore what a print scores against itself, at least: below it there is too
 *     little in it to tell fingers apart
 * @param maxSize the largest image, decoded from base64
 * @param minPixels shortest side of an image, at 500 dpi
 * @param maxPixels longest side of an image
 * @param concurrent how many prints are worked on at once
 * @param checksPerHour how often fingers may be tried for one application in an hour
 * @param checkValid how long a matching check, or an override, allows delivery
 * @param keep how long prints are kept
 * @param keepUnfinished how long prints are kept after an application ended without a card
 * @param abisUrl where an external ABIS searches among all; none: 501
 * @param abisTimeout how long it may take
 */
@ConfigurationProperties("dancu.card.fingerprints")
record FingerprintSettings(
        @DefaultValue("40") double threshold,
        @DefaultValue("120") double minimumSelfScore,
        @DefaultValue("256KB") DataSize maxSize,
        @DefaultValue("200") int minPixels,
        @DefaultValue("1000") int maxPixels,
        @DefaultValue("2") int concurrent,
        @DefaultValue("10") int checksPerHour,
        @DefaultValue("8h") Duration checkValid,
        @DefaultValue("10y") Period keep,
        @DefaultValue("30d") Period keepUnfinished,
        @Nullable String abisUrl,
        @DefaultValue("20s") Duration abisTimeout) {}
