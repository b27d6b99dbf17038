/** Reference data: administrative units and the code lists that each part must read alike. */
@NullMarked
package vn.dancu.reference;

import org.jspecify.annotations.NullMarked;
