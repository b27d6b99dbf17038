/** CloudEvents 1.0 on the wire. */
@NullMarked
package vn.dancu.platform.events;

import org.jspecify.annotations.NullMarked;
