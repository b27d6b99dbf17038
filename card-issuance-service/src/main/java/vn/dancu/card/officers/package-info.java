/** Who acts, and where they may. */
@NullMarked
package vn.dancu.card.officers;

import org.jspecify.annotations.NullMarked;
