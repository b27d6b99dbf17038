/** Consents: asked by agencies, given, refused and withdrawn by citizens, each step kept. */
@NullMarked
package vn.dancu.sharing.consents;

import org.jspecify.annotations.NullMarked;
