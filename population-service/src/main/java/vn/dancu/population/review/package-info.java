/** What an officer has to look at: people in review, and people who await a number. */
@NullMarked
package vn.dancu.population.review;

import org.jspecify.annotations.NullMarked;
