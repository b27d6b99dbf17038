/** Births and deaths as the civil-status offices of the Ministry of Justice report them. */
@NullMarked
package vn.dancu.population.civilstatus;

import org.jspecify.annotations.NullMarked;
