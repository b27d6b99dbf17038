/** Takes captured portraits in: bounded, readable, of the right shape, without metadata. */
@NullMarked
package vn.dancu.card.portraits;

import org.jspecify.annotations.NullMarked;
