package vn.dancu.population.referencedata;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import vn.dancu.platform.signals.DatabaseSignals;

/** Applies scheduled editions when their day has come, and tells the other instances. */
@Component
class DueEditions {
    private static final Logger log = LoggerFactory.getLogger(DueEditions.class);
    private static final int AT_ONCE = 10;

    private final Editions editions;
    private final ReferenceData data;
    private final DatabaseSignals signals;

    DueEditions(Editions editions, ReferenceData data, DatabaseSignals signals) {
        this.editions = editions;
        this.data = data;
        this.signals = signals;
    }

    @Scheduled(initialDelay = 30, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void apply() {
        for (UUID editionId : editions.due(AT_ONCE)) {
            try {
                if (editions.apply(editionId)) {
                    log.info("reference data edition {} applied", editionId);
                    tell();
                } else {
                    log.warn("reference data edition {} needs another look", editionId);
                }
            } catch (RuntimeException e) {
                // One edition that fails does not hold up those of other lists.
                log.warn("edition {} not applied: {}", editionId, e.getClass().getSimpleName());
            }
        }
    }

    /** After the commit of whatever changed reference data. */
    void tell() {
        data.refresh();
        signals.signal(ReferenceData.CHANNEL);
    }
}
