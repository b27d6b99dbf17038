/** What the digits of a number mean: the profiles of the laws, and the prefixes of places. */
@NullMarked
package vn.dancu.idnumber.profiles;

import org.jspecify.annotations.NullMarked;
