/** The secret of numbers and the limits of their requests. */
@NullMarked
package vn.dancu.idnumber.settings;

import org.jspecify.annotations.NullMarked;
