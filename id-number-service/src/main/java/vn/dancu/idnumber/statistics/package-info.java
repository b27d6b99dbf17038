/** How many numbers are issued, and how full their buckets are. */
@NullMarked
package vn.dancu.idnumber.statistics;

import org.jspecify.annotations.NullMarked;
