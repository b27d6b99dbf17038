/**
 * The main job against a running platform, through the gateway only, as an outsider would do it:
 * {@code ./dancu demo}.
 */
@NullMarked
package vn.dancu.acceptance.demo;

import org.jspecify.annotations.NullMarked;
