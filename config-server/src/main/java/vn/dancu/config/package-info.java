/** Serves the files of config-repo to the other parts. */
@NullMarked
package vn.dancu.config;

import org.jspecify.annotations.NullMarked;
