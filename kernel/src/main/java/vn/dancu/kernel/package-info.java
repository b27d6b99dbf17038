/**
 * The value types that each service must read alike: pure Java, self-validating, free of
 * frameworks.
 */
@NullMarked
package vn.dancu.kernel;

import org.jspecify.annotations.NullMarked;
