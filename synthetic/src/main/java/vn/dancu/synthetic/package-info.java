/**
 * A realistic, repeatable population: complete households on survey cards, with known faults and
 * the truth about how each card must end.
 */
@NullMarked
package vn.dancu.synthetic;

import org.jspecify.annotations.NullMarked;
