/** Draws both sides of the card from what is printed on it. */
@NullMarked
package vn.dancu.card.face;

import org.jspecify.annotations.NullMarked;
