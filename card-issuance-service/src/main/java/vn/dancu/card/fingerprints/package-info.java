/** Fingerprints: captured, sealed, and held against the finger of who comes for the card. */
@NullMarked
package vn.dancu.card.fingerprints;

import org.jspecify.annotations.NullMarked;
