/** Measures, each beside the physical limit found in the same run. */
@NullMarked
package vn.dancu.benchmarks;

import org.jspecify.annotations.NullMarked;
