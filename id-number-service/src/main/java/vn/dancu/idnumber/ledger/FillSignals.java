package vn.dancu.idnumber.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/** Tells early that a bucket will be full one day: who writes the law has to provide. */
@Component
class FillSignals {
    static final String TOPIC = "idnumber.buckets.v1";

    /** Shares of a bucket, in percent, whose passing is told once each. */
    private static final int[] TOLD = {80, 95, 100};

    private final Outbox outbox;

    FillSignals(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * {@code idnumber.bucket-filled.v1}: so many percent of the bucket's numbers are spoken for.
     *
     * @param bucket its six fixed digits, which are nobody's number
     */
    record BucketFilled(String bucket, String prefix, Sex sex, int birthYear, int percent) {
        static final String TYPE = "idnumber.bucket-filled.v1";
    }

    /**
     * @param before places that were spoken for, of a bucket whose row is held
     */
    void moved(Bucket bucket, int before, int after) {
        List<OutgoingEvent> events = new ArrayList<>();
        for (int percent : TOLD) {
            int threshold = Bucket.PLACES / 100 * percent;
            if (before < threshold && after >= threshold) {
                events.add(
                        new OutgoingEvent(
                                TOPIC,
                                bucket.digits(),
                                BucketFilled.TYPE,
                                percent,
                                new BucketFilled(
                                        bucket.digits(),
                                        bucket.prefix(),
                                        bucket.sex(),
                                        bucket.birthYear(),
                                        percent)));
            }
        }
        if (!events.isEmpty()) {
            outbox.appendAll(events);
        }
    }

    /** Facts about buckets, which tell no number. */
    @Configuration(proxyBeanMethods = false)
    static class Topic {
        @Bean
        NewTopic bucketFacts(NumberSettings settings) {
            return new NewTopic(TOPIC, Optional.of(settings.topicPartitions()), Optional.empty());
        }
    }
}
