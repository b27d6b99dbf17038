/** Files that come in parts, over lines that break. */
@NullMarked
package vn.dancu.card.uploads;

import org.jspecify.annotations.NullMarked;
