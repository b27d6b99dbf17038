/** The book of numbers: which bucket stands where, and whose number is whose, for ever. */
@NullMarked
package vn.dancu.idnumber.ledger;

import org.jspecify.annotations.NullMarked;
