/** Enrolment where there is no line: registered devices sign dossiers that are filed later. */
@NullMarked
package vn.dancu.card.field;

import org.jspecify.annotations.NullMarked;
