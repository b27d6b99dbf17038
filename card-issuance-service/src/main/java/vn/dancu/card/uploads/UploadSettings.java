package vn.dancu.card.uploads;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxDossier the largest dossier of a device in the field
 * @param maxEarlierCards the largest list of cards issued earlier
 * @param expiry how long an upload may stay unfinished
 * @param maxOpen how many uploads one client may have open
 */
@ConfigurationProperties("dancu.card.uploads")
record UploadSettings(
        @DefaultValue("4MB") DataSize maxDossier,
        @DefaultValue("8GB") DataSize maxEarlierCards,
        @DefaultValue("7d") Duration expiry,
        @DefaultValue("500") int maxOpen) {}
