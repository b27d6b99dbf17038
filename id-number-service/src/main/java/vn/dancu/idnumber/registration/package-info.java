/** Numbers that were issued elsewhere enter the book, so that they are never given again. */
@NullMarked
package vn.dancu.idnumber.registration;

import org.jspecify.annotations.NullMarked;
