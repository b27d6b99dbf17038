/** Gives tokens to the agencies, officers and services of an evaluation. */
@NullMarked
package vn.dancu.authorization;

import org.jspecify.annotations.NullMarked;
