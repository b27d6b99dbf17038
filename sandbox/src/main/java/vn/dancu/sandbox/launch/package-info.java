/** Starts, watches and stops every process of the platform on one machine. */
@NullMarked
package vn.dancu.sandbox.launch;

import org.jspecify.annotations.NullMarked;
