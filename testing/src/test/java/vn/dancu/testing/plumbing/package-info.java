/** Holds the platform's outbox and inbox to their promises, on a real database and broker. */
@NullMarked
package vn.dancu.testing.plumbing;

import org.jspecify.annotations.NullMarked;
