package vn.dancu.population.merge;

import java.util.UUID;

/** Whoever follows what becomes of a merge; told in its transaction. */
public interface MergeObserver {
    /**
     * A merge.
     *
     * @param survivorId the record that goes on
     * @param sourceId the record that was closed
     * @param officer who decided
     */
    record Merged(UUID mergeId, UUID survivorId, UUID sourceId, String officer) {}

    /** Both records are written. */
    default void recorded(Merged merged) {}

    /** They are two again, and both records are written. */
    default void undone(Merged merged) {}

    /** It was refused, withdrawn or undone: two records again, or still. */
    default void off(UUID mergeId) {}
}
