/** A small closed language of conditions on agreed fields; true or false comes out, no value. */
@NullMarked
package vn.dancu.sharing.model.expression;

import org.jspecify.annotations.NullMarked;
