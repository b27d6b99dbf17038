/** What was on record of a person at any time, how it changed, and on which evidence. */
@NullMarked
package vn.dancu.population.history;

import org.jspecify.annotations.NullMarked;
