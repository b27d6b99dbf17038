/** The whole platform, started as a user starts it and used through its only door. */
@NullMarked
package vn.dancu.acceptance;

import org.jspecify.annotations.NullMarked;
