/** Import of survey cards (DC01) by file: checked, decided, numbered, stored; rejects reported. */
@NullMarked
package vn.dancu.population.imports;

import org.jspecify.annotations.NullMarked;
