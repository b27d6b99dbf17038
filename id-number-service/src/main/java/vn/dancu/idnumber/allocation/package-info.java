/** Numbers for people who have none: over HTTP in batches, over Kafka one by one. */
@NullMarked
package vn.dancu.idnumber.allocation;

import org.jspecify.annotations.NullMarked;
