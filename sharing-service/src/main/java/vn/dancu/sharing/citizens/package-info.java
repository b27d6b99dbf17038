/**
 * What a citizen, or who acts for one, sees and asks through the National Public Service Portal.
 */
@NullMarked
package vn.dancu.sharing.citizens;

import org.jspecify.annotations.NullMarked;
