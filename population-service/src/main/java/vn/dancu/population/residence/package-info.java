/** Where people live, stay and are absent from: registrations with periods that never overlap. */
@NullMarked
package vn.dancu.population.residence;

import org.jspecify.annotations.NullMarked;
