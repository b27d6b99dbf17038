/** The SOAP 1.1 service that ministries call today, in front of the core in {@code disclosure}. */
@NullMarked
package vn.dancu.sharing.soap;

import org.jspecify.annotations.NullMarked;
