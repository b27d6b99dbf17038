package vn.dancu.platform.groups;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param waiting how many may wait to be taken into a group; one more works alone
 * @param largest how many are done together, or how much of them
 * @param workers groups at work at once: each holds a connection
 * @param patience how long a caller waits for its group
 */
@ConfigurationProperties("dancu.groups")
public record GroupSettings(
        @DefaultValue("1000") int waiting,
        @DefaultValue("64") int largest,
        @DefaultValue("2") int workers,
        @DefaultValue("5s") Duration patience) {}
