/** The only door of the platform. */
@NullMarked
package vn.dancu.gateway;

import org.jspecify.annotations.NullMarked;
