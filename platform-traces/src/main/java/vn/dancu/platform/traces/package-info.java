/** Traces: where the time of one request went, across processes and Kafka, without its data. */
@org.jspecify.annotations.NullMarked
package vn.dancu.platform.traces;
