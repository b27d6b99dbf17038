/** The agencies and agreements of the demonstration; production never has them. */
@NullMarked
package vn.dancu.sharing.demonstration;

import org.jspecify.annotations.NullMarked;
