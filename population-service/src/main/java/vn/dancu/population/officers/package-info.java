/** Where officers may act, and on whose records they may not. */
@NullMarked
package vn.dancu.population.officers;

import org.jspecify.annotations.NullMarked;
