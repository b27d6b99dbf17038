/**
 * The generation profile of Decree 137/2015 Art 13 and the keyed permutation that draws numbers
 * from its buckets: pure Java, free of frameworks.
 */
@NullMarked
package vn.dancu.idnumber.model;

import org.jspecify.annotations.NullMarked;
