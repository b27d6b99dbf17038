package vn.dancu.card.life;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param remindDaysAhead how many days before its expiry the holder of a card is reminded; once for
 *     each card and number
 * @param chunk how many cards one transaction of a long job touches
 * @param pause how long a long job waits between looks for work
 */
@ConfigurationProperties("dancu.card.life")
record LifeSettings(
        @DefaultValue("60") List<Integer> remindDaysAhead,
        @DefaultValue("500") int chunk,
        @DefaultValue("10s") Duration pause) {
    LifeSettings {
        remindDaysAhead = List.copyOf(remindDaysAhead);
        if (chunk < 1 || chunk > 10_000) {
            throw new IllegalArgumentException("chunk is 1 to 10000");
        }
        if (remindDaysAhead.stream().anyMatch(days -> days < 1 || days > 366)) {
            throw new IllegalArgumentException("reminders come 1 to 366 days ahead");
        }
    }
}
