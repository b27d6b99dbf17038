/**
 * The demonstration machine of card production. It knows job files and its own key, nothing of the
 * service that wrote them: {@code contracts/card/job-file.md}.
 */
@NullMarked
package vn.dancu.machine;

import org.jspecify.annotations.NullMarked;
