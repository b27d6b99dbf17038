/** Small writes of several callers that share a transaction. */
@NullMarked
package vn.dancu.platform.groups;

import org.jspecify.annotations.NullMarked;
