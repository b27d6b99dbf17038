/** Time limits in working days: due dates, what is overdue, figures by unit. */
@NullMarked
package vn.dancu.card.deadlines;

import org.jspecify.annotations.NullMarked;
