package vn.dancu.idnumber.restore;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param margin places of each bucket that are set aside beyond all known numbers: at least as many
 *     as a bucket gives between two backups
 * @param automatic whether a run starts by itself when an older state is found
 * @param page numbers that are compared at once
 * @param kafkaPatience how long the marks of Kafka are waited for
 * @param retry how long after a run the next one may start by itself; doubled by each that fails
 * @param retryAtMost to how long it is doubled
 * @param witnessPatience how long the broker is waited for before a number is answered unwitnessed
 * @param witnessPause how long it is not waited for again then
 * @param unwitnessedAtMost how long numbers are assigned while the broker is silent
 * @param witnessRetention how long it is remembered which transactions gave numbers
 */
@ConfigurationProperties("dancu.numbers.restore")
public record RestoreSettings(
        @DefaultValue("10000") int margin,
        @DefaultValue("true") boolean automatic,
        @DefaultValue("10000") int page,
        @DefaultValue("15s") Duration kafkaPatience,
        @DefaultValue("10s") Duration retry,
        @DefaultValue("10m") Duration retryAtMost,
        @DefaultValue("2s") Duration witnessPatience,
        @DefaultValue("5s") Duration witnessPause,
        @DefaultValue("15m") Duration unwitnessedAtMost,
        @DefaultValue("7d") Duration witnessRetention) {}
