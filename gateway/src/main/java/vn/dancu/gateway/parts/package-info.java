/** Whether each part of the platform answers. */
@NullMarked
package vn.dancu.gateway.parts;

import org.jspecify.annotations.NullMarked;
