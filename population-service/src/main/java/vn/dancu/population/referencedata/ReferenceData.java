package vn.dancu.population.referencedata;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import vn.dancu.platform.signals.DatabaseSignals;

/**
 * Reference data in memory, the same for all features. It is read after the start, when an instance
 * signals that it changed it, and at the next look where a signal was lost.
 */
@Component
public class ReferenceData {
    static final String CHANNEL = "reference-data";
    private static final Logger log = LoggerFactory.getLogger(ReferenceData.class);

    private final ReferenceTables tables;
    private volatile @Nullable ReferenceSnapshot held;

    ReferenceData(ReferenceTables tables, DatabaseSignals signals) {
        this.tables = tables;
        signals.subscribe(CHANNEL, this::refreshAside);
    }

    /** What is known now. It is read where it was not yet. */
    public ReferenceSnapshot current() {
        ReferenceSnapshot known = held;
        return known == null ? refresh() : known;
    }

    /** Reads the tables if they have changed. */
    synchronized ReferenceSnapshot refresh() {
        ReferenceSnapshot known = held;
        if (known == null || known.version() != tables.version()) {
            known = tables.load();
            held = known;
        }
        return known;
    }

    /** Who signals does not wait for our reading. */
    private void refreshAside() {
        Thread.ofVirtual().name("reference-data").start(this::refreshOrLater);
    }

    @EventListener(ApplicationStartedEvent.class)
    void started() {
        refreshAside();
    }

    @Scheduled(initialDelay = 10, fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    void refreshOrLater() {
        try {
            refresh();
        } catch (DataAccessException | TransactionException e) {
            log.warn("reference data not read: {}", e.getClass().getSimpleName());
        }
    }
}
