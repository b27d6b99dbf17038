package vn.dancu.population.record;

import org.jspecify.annotations.Nullable;

/**
 * Hears of each single insertion and change of a record, inside its transaction: what is derived
 * from the register is written with it or not at all. Imports write many people at once and tell
 * what follows from them themselves.
 */
public interface RecordListener {
    /**
     * @param before what was, or nothing if the person is new
     */
    void recorded(@Nullable PersonRecord before, PersonRecord after);
}
