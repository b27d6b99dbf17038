/** Households: who lives together, under which head, one household for a person at a time. */
@NullMarked
package vn.dancu.population.households;

import org.jspecify.annotations.NullMarked;
