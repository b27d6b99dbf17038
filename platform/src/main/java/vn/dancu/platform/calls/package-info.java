/** Calls from one service to another: proven, bounded, and never able to take the caller down. */
@NullMarked
package vn.dancu.platform.calls;

import org.jspecify.annotations.NullMarked;
