/** Integration tests on a real PostgreSQL and a real Kafka, with really signed tokens. */
@NullMarked
package vn.dancu.testing;

import org.jspecify.annotations.NullMarked;
