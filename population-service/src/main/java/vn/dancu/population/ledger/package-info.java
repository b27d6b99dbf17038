/** What the ledger of numbers asks the register after a restore: which numbers are whose. */
@NullMarked
package vn.dancu.population.ledger;

import org.jspecify.annotations.NullMarked;
