/** What an application costs, by tariffs and exemptions that hold for periods. */
@NullMarked
package vn.dancu.card.fees;

import org.jspecify.annotations.NullMarked;
