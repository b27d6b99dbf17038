/** What this service must be able to read again and nobody else may: sealed under one key. */
@NullMarked
package vn.dancu.sharing.sealing;

import org.jspecify.annotations.NullMarked;
