/** The made cards: what was printed, whether they are in force, and their pictures. */
@NullMarked
package vn.dancu.card.cards;

import org.jspecify.annotations.NullMarked;
