/** Says whether a number is good, and nothing about whose it is. */
@NullMarked
package vn.dancu.idnumber.verification;

import org.jspecify.annotations.NullMarked;
