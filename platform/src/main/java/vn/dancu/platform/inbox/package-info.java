/** The inbox: each event takes effect once, in order for each key, and none is lost. */
@NullMarked
package vn.dancu.platform.inbox;

import org.jspecify.annotations.NullMarked;
