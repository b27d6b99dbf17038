/** The rules of card issuance in pure Java: who may have a card, until when, and by which steps. */
@NullMarked
package vn.dancu.card.model;

import org.jspecify.annotations.NullMarked;
