/**
 * Checks the seals of records against the records themselves and against the copies outside the
 * database. It shares no code with what seals: it follows {@code contracts/seals.md}.
 */
@NullMarked
package vn.dancu.sandbox.audit;

import org.jspecify.annotations.NullMarked;
