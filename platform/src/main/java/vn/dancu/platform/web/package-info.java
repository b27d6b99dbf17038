/** What every HTTP request passes: correlation, bounded bodies, strict JSON. */
@NullMarked
package vn.dancu.platform.web;

import org.jspecify.annotations.NullMarked;
