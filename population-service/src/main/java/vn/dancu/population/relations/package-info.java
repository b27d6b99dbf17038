/** Relations between people, derived from both sides' records. */
@NullMarked
package vn.dancu.population.relations;

import org.jspecify.annotations.NullMarked;
