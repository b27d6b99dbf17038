/** Quotas of agreements that hold across instances: leased from the database in blocks. */
@NullMarked
package vn.dancu.sharing.quotas;

import org.jspecify.annotations.NullMarked;
