/** A real PostgreSQL and a real Kafka broker on this machine, for evaluation and for tests. */
@NullMarked
package vn.dancu.sandbox.infrastructure;

import org.jspecify.annotations.NullMarked;
