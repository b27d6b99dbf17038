/** OSIA third-party services and data access for agencies, under their agreements. */
@NullMarked
package vn.dancu.sharing.osia;

import org.jspecify.annotations.NullMarked;
