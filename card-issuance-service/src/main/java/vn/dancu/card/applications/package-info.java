/** Card applications from filing to delivery, over HTTP and in the database. */
@NullMarked
package vn.dancu.card.applications;

import org.jspecify.annotations.NullMarked;
