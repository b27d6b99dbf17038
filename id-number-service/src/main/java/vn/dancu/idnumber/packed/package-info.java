/** Batches of an import, packed into bytes: a chunk of survey cards is one request. */
@NullMarked
package vn.dancu.idnumber.packed;

import org.jspecify.annotations.NullMarked;
