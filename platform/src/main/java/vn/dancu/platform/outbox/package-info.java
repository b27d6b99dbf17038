/** The transactional outbox: an event is stored with its cause and reaches Kafka at least once. */
@NullMarked
package vn.dancu.platform.outbox;

import org.jspecify.annotations.NullMarked;
