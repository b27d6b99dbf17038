/** Which path goes to which part, and how it is kept from taking the gateway down. */
@NullMarked
package vn.dancu.gateway.routes;

import org.jspecify.annotations.NullMarked;
