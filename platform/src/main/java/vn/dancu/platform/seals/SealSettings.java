package vn.dancu.platform.seals;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param interval between two seals of a table
 * @param rows after so many rows a seal ends with the transaction it is in
 * @param topic where seals are kept outside the database, for ever
 */
@ConfigurationProperties("dancu.seals")
record SealSettings(
        @DefaultValue("2s") Duration interval,
        @DefaultValue("50000") int rows,
        @DefaultValue("audit.seals.v1") String topic) {}
