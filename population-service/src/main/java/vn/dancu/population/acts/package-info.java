/** Decisions that change records: proposed, recorded or refused, annulled, by two officers. */
@NullMarked
package vn.dancu.population.acts;

import org.jspecify.annotations.NullMarked;
