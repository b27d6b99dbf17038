/** Who may come in at all: tokens are judged here first, and again in each service. */
@NullMarked
package vn.dancu.gateway.access;

import org.jspecify.annotations.NullMarked;
