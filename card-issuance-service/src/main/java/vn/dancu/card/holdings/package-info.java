/** Whether people have cards, for the register of population. */
@NullMarked
package vn.dancu.card.holdings;

import org.jspecify.annotations.NullMarked;
