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
 * @param required whether no card is asked for without fingerprints; unset, only specimens are made
 *     without
 * @param chipBitsPerPixel how far a print is compressed for the chip: 0.8 is a tenth of 8 bits
 * @param keep how long templates are kept
 * @param keepUnfinished how long prints are kept after an application ended without a card
 * @param keepImages how long images for the chip are kept after it was read back, unless the card
 *     is delivered earlier: a card that is lost on the way is made again from them
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
        @Nullable Boolean required,
        @DefaultValue("0.8") double chipBitsPerPixel,
        @DefaultValue("10y") Period keep,
        @DefaultValue("30d") Period keepUnfinished,
        @DefaultValue("30d") Period keepImages,
        @Nullable String abisUrl,
        @DefaultValue("20s") Duration abisTimeout) {
    FingerprintSettings {
        if (chipBitsPerPixel < 0.2 || chipBitsPerPixel > 8) {
            throw new IllegalArgumentException("a pixel of a print in a chip has 0.2 to 8 bits");
        }
    }
}
