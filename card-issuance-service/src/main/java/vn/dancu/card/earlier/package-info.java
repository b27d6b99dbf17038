/**
 * Cards issued before this register was opened: taken in from files, so that new ones void them.
 */
@NullMarked
package vn.dancu.card.earlier;

import org.jspecify.annotations.NullMarked;
