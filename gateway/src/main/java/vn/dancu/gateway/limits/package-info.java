/** How much one client may ask for, and how large a request may be. */
@NullMarked
package vn.dancu.gateway.limits;

import org.jspecify.annotations.NullMarked;
