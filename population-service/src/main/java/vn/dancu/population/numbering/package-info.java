/** How people on record get their numbers from id-number-service, through Kafka. */
@NullMarked
package vn.dancu.population.numbering;

import org.jspecify.annotations.NullMarked;
