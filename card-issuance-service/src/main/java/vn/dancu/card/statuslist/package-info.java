/** The signed list of cards not to be relied on, which readers fetch and use offline. */
@NullMarked
package vn.dancu.card.statuslist;

import org.jspecify.annotations.NullMarked;
