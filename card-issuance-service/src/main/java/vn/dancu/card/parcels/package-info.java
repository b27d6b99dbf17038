/** Cards on their way from the centre to the units: packed, dispatched, received, lost. */
@NullMarked
package vn.dancu.card.parcels;

import org.jspecify.annotations.NullMarked;
