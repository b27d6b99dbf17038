/** The gateway's own errors, in the form of all others. */
@NullMarked
package vn.dancu.gateway.problem;

import org.jspecify.annotations.NullMarked;
