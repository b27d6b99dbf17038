/** Wakes waiting work on any instance through the database, without ever blocking a commit. */
@NullMarked
package vn.dancu.platform.signals;

import org.jspecify.annotations.NullMarked;
