/** Knows which instances of which part are there. */
@NullMarked
package vn.dancu.discovery;

import org.jspecify.annotations.NullMarked;
