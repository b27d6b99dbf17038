/**
 * Reads back what a machine wrote into a chip, and checks it as a verifier at the border would. It
 * shares no code with the writer: an error in one is not repeated in the other.
 */
@NullMarked
package vn.dancu.card.reading;

import org.jspecify.annotations.NullMarked;
