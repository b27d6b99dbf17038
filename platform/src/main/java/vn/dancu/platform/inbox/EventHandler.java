package vn.dancu.platform.inbox;

import java.util.List;
import java.util.Set;

/** A bean that acts on the events of one topic. */
public interface EventHandler {
    /** A stable name: the inbox and the dead letters are kept under it. */
    String name();

    String topic();

    /** The wire types it acts on; others of the topic pass by. */
    Set<String> types();

    /**
     * Those of a poll on which it has to act, in their order; the others are recorded as taken, all
     * together, which is what lets a busy topic pass a handler that few of its events concern. To
     * leave one out is right only where {@link #handle} would do nothing about it now.
     */
    default List<IncomingEvent> concerning(List<IncomingEvent> events) {
        return events;
    }

    /**
     * Whether the events of one poll may share a transaction, which holds their locks until its
     * end: for handlers that insert, and lock nothing that others want.
     */
    default boolean sharesTransactions() {
        return false;
    }

    /**
     * Acts within a transaction that has already recorded the event's id, so that the same event
     * never takes effect twice. An exception undoes both; the event is tried again a bounded number
     * of times and then parked as a dead letter, with the later events of its key behind it.
     */
    void handle(IncomingEvent event);
}
