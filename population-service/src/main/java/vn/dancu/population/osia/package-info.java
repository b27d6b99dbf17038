/** The population registry and data access interfaces of OSIA, over the commands and reads here. */
@NullMarked
package vn.dancu.population.osia;

import org.jspecify.annotations.NullMarked;
