package vn.dancu.idnumber.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How small requests that come at the same time share transactions.
 *
 * @param itemsOfARequest a request with more items has a transaction of its own
 * @param items the most items of one shared transaction
 * @param workers shared transactions at once: while one waits for the disk the next is prepared
 * @param waiting the most requests that wait; more than that have transactions of their own
 * @param patience how long a request waits for its group
 */
@ConfigurationProperties("dancu.numbers.groups")
public record GroupSettings(
        @DefaultValue("16") int itemsOfARequest,
        @DefaultValue("128") int items,
        @DefaultValue("2") int workers,
        @DefaultValue("1000") int waiting,
        @DefaultValue("30s") Duration patience) {
    public GroupSettings {
        if (workers < 1 || items < itemsOfARequest || waiting < 1) {
            throw new IllegalArgumentException("dancu.numbers.groups is out of bounds");
        }
    }

    /** For the mechanism that all groups share. */
    public vn.dancu.platform.groups.GroupSettings ofWork() {
        return new vn.dancu.platform.groups.GroupSettings(waiting, items, workers, patience);
    }
}
