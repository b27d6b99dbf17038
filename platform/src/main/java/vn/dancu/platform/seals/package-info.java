/** Chains and signs records that must not be altered, removed or added afterwards. */
@NullMarked
package vn.dancu.platform.seals;

import org.jspecify.annotations.NullMarked;
