/** Portraits and templates of people, sealed under keys that are destroyed when retention ends. */
@NullMarked
package vn.dancu.population.biometrics;

import org.jspecify.annotations.NullMarked;
