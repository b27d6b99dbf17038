/** When the database of a service comes to the state that its code needs. */
@NullMarked
package vn.dancu.platform.database;

import org.jspecify.annotations.NullMarked;
