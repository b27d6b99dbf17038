/** The X-Road REST message protocol, as a provider behind a registered security server. */
@NullMarked
package vn.dancu.sharing.xroad;

import org.jspecify.annotations.NullMarked;
