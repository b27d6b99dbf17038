/** Production runs: job files for machines, their results, read-back, and the stock of blanks. */
@NullMarked
package vn.dancu.card.production;

import org.jspecify.annotations.NullMarked;
