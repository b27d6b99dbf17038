/** Counts of the people on record, kept by deltas and never counted at a request. */
@NullMarked
package vn.dancu.population.statistics;

import org.jspecify.annotations.NullMarked;
