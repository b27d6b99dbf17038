/** The country signer, document signers, their keys, and what verifiers fetch of them. */
@NullMarked
package vn.dancu.card.signing;

import org.jspecify.annotations.NullMarked;
