package vn.dancu.sharing.consents;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param longest for how long a consent may be asked for
 * @param unanswered after which time a question is over; silence is no consent (Law 91/2025/QH15)
 * @param withdrawal within which time the agency ends its use of the data after a withdrawal
 *     (Decree 356/2025/ND-CP: 15 days, 20 where a third party has the data)
 * @param openPerPerson questions of one agency to one citizen that wait for an answer
 */
@ConfigurationProperties("dancu.sharing.consents")
record ConsentLimits(
        @DefaultValue("1826d") Duration longest,
        @DefaultValue("30d") Duration unanswered,
        @DefaultValue("15d") Duration withdrawal,
        @DefaultValue("5") int openPerPerson) {}
