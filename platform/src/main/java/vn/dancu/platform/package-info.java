/** Technical plumbing that every service has; no domain word lives here. */
@NullMarked
package vn.dancu.platform;

import org.jspecify.annotations.NullMarked;
