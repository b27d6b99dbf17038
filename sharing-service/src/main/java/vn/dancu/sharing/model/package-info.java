/** What may be shared with whom: agreements and the rules that decide an access, in pure Java. */
@NullMarked
package vn.dancu.sharing.model;

import org.jspecify.annotations.NullMarked;
