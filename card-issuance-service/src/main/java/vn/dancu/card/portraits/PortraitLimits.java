package vn.dancu.card.portraits;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a captured portrait may be.
 *
 * @param maxSize the largest file, decoded from base64
 * @param maxPixels width by height; what is larger is never decoded
 * @param minWidthPixels 300 dpi over the 20 mm of the photo on the card
 * @param concurrent how many portraits are decoded at once
 */
@ConfigurationProperties("dancu.card.portrait")
record PortraitLimits(
        @DefaultValue("512KB") DataSize maxSize,
        @DefaultValue("6000000") int maxPixels,
        @DefaultValue("236") int minWidthPixels,
        @DefaultValue("2") int concurrent) {}
