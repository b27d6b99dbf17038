/** The paper of the procedure as PDF: the form CC02 that is signed, the slip CC03. */
@NullMarked
package vn.dancu.card.forms;

import org.jspecify.annotations.NullMarked;
