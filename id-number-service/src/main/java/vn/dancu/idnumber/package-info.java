/**
 * Personal identification numbers: assigned, registered and verified, without a name beside them.
 */
@NullMarked
package vn.dancu.idnumber;

import org.jspecify.annotations.NullMarked;
