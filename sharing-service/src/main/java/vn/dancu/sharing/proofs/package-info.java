/**
 * What proves an answer afterwards: the signature that goes with it, and the keyed digests kept.
 */
@NullMarked
package vn.dancu.sharing.proofs;

import org.jspecify.annotations.NullMarked;
