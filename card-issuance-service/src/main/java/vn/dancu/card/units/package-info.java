/** The units where citizens apply for cards and fetch them, and what became of those that ended. */
@NullMarked
package vn.dancu.card.units;

import org.jspecify.annotations.NullMarked;
