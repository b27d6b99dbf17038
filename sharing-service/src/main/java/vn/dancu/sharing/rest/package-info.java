/** REST: {@code /sharing/v1} for agencies, in front of the core in {@code disclosure}. */
@NullMarked
package vn.dancu.sharing.rest;

import org.jspecify.annotations.NullMarked;
