/** What follows from facts of the population record: cards end, applications stop or return. */
@NullMarked
package vn.dancu.card.facts;

import org.jspecify.annotations.NullMarked;
