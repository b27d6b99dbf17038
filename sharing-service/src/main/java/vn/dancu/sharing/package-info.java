/** One register, used by every agency: agreements, look-ups, verifications, access records. */
@NullMarked
package vn.dancu.sharing;

import org.jspecify.annotations.NullMarked;
