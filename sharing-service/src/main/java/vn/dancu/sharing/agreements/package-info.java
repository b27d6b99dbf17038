/** Agencies and the agreements that allow them to ask: who wrote, approved and ended each. */
@NullMarked
package vn.dancu.sharing.agreements;

import org.jspecify.annotations.NullMarked;
