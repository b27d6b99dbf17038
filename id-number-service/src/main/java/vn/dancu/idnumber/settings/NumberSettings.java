package vn.dancu.idnumber.settings;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param key secret: 32 bytes in hexadecimal; there is no default, in no profile
 * @param earlierKeys secrets of buckets that were opened before the key was changed
 * @param maxItems the most items of one request
 * @param maxPackedItems the most items of one packed request: a chunk of survey cards
 * @param maxEventItems the most items of one event, whose answer fits into one message
 * @param fileChunk lines of a file that are registered in one transaction
 * @param maxFileLines the most lines of a file
 * @param maxAttempts how often a transaction is tried that met another one on the same item
 * @param maxPage the most rows of a page of statistics
 * @param lanePlaces places of a busy bucket that are cut off for a lane at once
 * @param lanes the most lanes of a bucket: so many callers number from it at the same time
 * @param topicPartitions partitions of the topics that carry numbers
 * @param topicRetention how long these topics keep numbers and what they are made from
 */
@ConfigurationProperties("dancu.numbers")
public record NumberSettings(
        String key,
        @DefaultValue List<String> earlierKeys,
        @DefaultValue("10000") int maxItems,
        @DefaultValue("50000") int maxPackedItems,
        @DefaultValue("5000") int maxEventItems,
        @DefaultValue("5000") int fileChunk,
        @DefaultValue("20000000") long maxFileLines,
        @DefaultValue("5") int maxAttempts,
        @DefaultValue("1000") int maxPage,
        @DefaultValue("256") int lanePlaces,
        @DefaultValue("32") int lanes,
        @DefaultValue("6") int topicPartitions,
        @DefaultValue("1d") Duration topicRetention) {
    public NumberSettings {
        Objects.requireNonNull(key, "the secret dancu.numbers.key is missing: it has no default");
    }

    /** The secrets are left out. */
    @Override
    public String toString() {
        return "NumberSettings[maxItems=" + maxItems + ", maxPage=" + maxPage + "]";
    }
}
