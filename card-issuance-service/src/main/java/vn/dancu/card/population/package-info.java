/** Reads persons from the population record, and hears what happened to them. */
@NullMarked
package vn.dancu.card.population;

import org.jspecify.annotations.NullMarked;
