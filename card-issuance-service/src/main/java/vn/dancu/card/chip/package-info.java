/** What machines read from a card: the MRZ, the QR code and the access number of the chip. */
@NullMarked
package vn.dancu.card.chip;

import org.jspecify.annotations.NullMarked;
