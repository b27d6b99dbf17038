/** The access record: who asked about whom, why, and what came of it; shown to the citizen. */
@NullMarked
package vn.dancu.sharing.accesses;

import org.jspecify.annotations.NullMarked;
