package vn.dancu.population.statistics;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param compactAfter how long differences wait to be added up, unless {@code compactRows} wait
 * @param compactRows most rows of differences that one transaction of the compactor adds up
 * @param compactTransactions most transactions of one run
 * @param verificationLimit how long a full count may take
 * @param verificationsKept how long the results of full counts are kept
 */
@ConfigurationProperties("dancu.statistics")
record StatisticSettings(
        @DefaultValue("30s") Duration compactAfter,
        @DefaultValue("500") int compactRows,
        @DefaultValue("200") int compactTransactions,
        @DefaultValue("30m") Duration verificationLimit,
        @DefaultValue("365d") Duration verificationsKept) {}
