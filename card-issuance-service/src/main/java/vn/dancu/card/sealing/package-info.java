/** Seals what must not be read from the database, under a key for each record. */
@NullMarked
package vn.dancu.card.sealing;

import org.jspecify.annotations.NullMarked;
