/** Instances of a part, as callers choose between them. */
@org.jspecify.annotations.NullMarked
package vn.dancu.platform.instances;
