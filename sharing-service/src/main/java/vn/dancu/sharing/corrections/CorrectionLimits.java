package vn.dancu.sharing.corrections;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param replyWorkingDays within how many working days the citizen has a reply (Decree
 *     356/2025/ND-CP: 2)
 * @param openPerPerson requests of one citizen that wait for an officer
 */
@ConfigurationProperties("dancu.sharing.corrections")
record CorrectionLimits(
        @DefaultValue("2") int replyWorkingDays, @DefaultValue("5") int openPerPerson) {}
