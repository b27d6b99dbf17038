/** The population register: the system of record for every person. */
@NullMarked
package vn.dancu.population;

import org.jspecify.annotations.NullMarked;
