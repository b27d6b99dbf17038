/** How each agency uses the service: use, refusals, time; no personal data. */
@NullMarked
package vn.dancu.sharing.figures;

import org.jspecify.annotations.NullMarked;
