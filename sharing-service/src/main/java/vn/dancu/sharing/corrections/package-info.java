/** What citizens say is wrong in their record, until an officer has decided. */
@NullMarked
package vn.dancu.sharing.corrections;

import org.jspecify.annotations.NullMarked;
