/** Seals what must be read again and by nobody else: under secrets of the installation. */
@NullMarked
package vn.dancu.platform.sealing;

import org.jspecify.annotations.NullMarked;
