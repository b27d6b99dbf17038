/** The UIN interface of OSIA (Secure Identity Alliance): a number for a set of attributes. */
@NullMarked
package vn.dancu.idnumber.osia;

import org.jspecify.annotations.NullMarked;
