/** The service that issues identity cards. */
@NullMarked
package vn.dancu.card;

import org.jspecify.annotations.NullMarked;
