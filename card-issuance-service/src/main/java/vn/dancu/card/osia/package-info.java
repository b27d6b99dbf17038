/** The credential management interface of OSIA 1.3.0, over what the other packages do. */
@NullMarked
package vn.dancu.card.osia;

import org.jspecify.annotations.NullMarked;
