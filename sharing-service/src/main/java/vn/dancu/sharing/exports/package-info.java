/** Exports of many people, encrypted for the agency, resumed after a kill, gone after a time. */
@NullMarked
package vn.dancu.sharing.exports;

import org.jspecify.annotations.NullMarked;
