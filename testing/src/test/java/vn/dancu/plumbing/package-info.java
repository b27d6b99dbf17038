/** Holds the platform's outbox and inbox to their promises, on a real database and broker. */
@NullMarked
package vn.dancu.plumbing;

import org.jspecify.annotations.NullMarked;
