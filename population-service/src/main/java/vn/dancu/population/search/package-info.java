/** Finding and reading people on record; each read leaves an audit record. */
@NullMarked
package vn.dancu.population.search;

import org.jspecify.annotations.NullMarked;
