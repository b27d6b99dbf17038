/** The record of who read what and why. */
@NullMarked
package vn.dancu.platform.audit;

import org.jspecify.annotations.NullMarked;
