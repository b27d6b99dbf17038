/** The record of a person as the register holds it: values, current row, superseded versions. */
@NullMarked
package vn.dancu.population.record;

import org.jspecify.annotations.NullMarked;
