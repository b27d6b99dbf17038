/** Units and code lists with their periods: editions, what is valid when, and territories. */
@NullMarked
package vn.dancu.population.referencedata;

import org.jspecify.annotations.NullMarked;
