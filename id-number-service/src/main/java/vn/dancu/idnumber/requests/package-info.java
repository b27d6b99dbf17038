/** Remembers requests by their id, so that the same request gets the same answer for ever. */
@NullMarked
package vn.dancu.idnumber.requests;

import org.jspecify.annotations.NullMarked;
