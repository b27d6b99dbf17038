/** What happens to cards after they were made: suspended, lost, revoked, expired, destroyed. */
@NullMarked
package vn.dancu.card.life;

import org.jspecify.annotations.NullMarked;
