/** RFC 9457 problem details with stable codes: the one way in which anything is refused. */
@NullMarked
package vn.dancu.platform.problem;

import org.jspecify.annotations.NullMarked;
