package vn.dancu.population.merge;

import java.util.UUID;

/** Whoever waits for what becomes of a merge; told in its transaction. */
public interface MergeObserver {
    void recorded(UUID mergeId, String officer);

    /** It was refused, withdrawn or undone: two records again, or still. */
    void off(UUID mergeId);
}
