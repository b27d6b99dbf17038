/** Two records of one person become one, and two again if that was wrong. */
@NullMarked
package vn.dancu.population.merge;

import org.jspecify.annotations.NullMarked;
