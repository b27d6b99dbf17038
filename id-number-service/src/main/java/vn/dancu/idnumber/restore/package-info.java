/** Keeps assignment closed on an older state until it knows all numbers that others know. */
@NullMarked
package vn.dancu.idnumber.restore;

import org.jspecify.annotations.NullMarked;
