/** What becomes of a number after it is given, by whose decision and on which evidence. */
@NullMarked
package vn.dancu.idnumber.life;

import org.jspecify.annotations.NullMarked;
