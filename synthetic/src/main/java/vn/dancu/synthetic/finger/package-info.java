/** Fingerprints of fingers that never were. */
@NullMarked
package vn.dancu.synthetic.finger;

import org.jspecify.annotations.NullMarked;
