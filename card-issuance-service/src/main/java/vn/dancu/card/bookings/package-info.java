/** Slots of units and mobile teams, and the citizens who booked them. */
@NullMarked
package vn.dancu.card.bookings;

import org.jspecify.annotations.NullMarked;
