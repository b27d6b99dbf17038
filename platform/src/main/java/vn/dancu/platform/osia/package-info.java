/** How the interfaces of OSIA fail, in whichever service they are. */
@NullMarked
package vn.dancu.platform.osia;

import org.jspecify.annotations.NullMarked;
