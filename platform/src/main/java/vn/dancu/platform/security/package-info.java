/** Who is calling, how that is proven, and what a service lets be called: deny by default. */
@NullMarked
package vn.dancu.platform.security;

import org.jspecify.annotations.NullMarked;
