/** Look-ups and verifications: decided, counted, asked of the register, recorded, then answered. */
@NullMarked
package vn.dancu.sharing.disclosure;

import org.jspecify.annotations.NullMarked;
