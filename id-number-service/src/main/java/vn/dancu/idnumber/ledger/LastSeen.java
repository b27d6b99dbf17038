package vn.dancu.idnumber.ledger;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How far this process last saw the ledger. Nothing is assigned before it was compared with what is
 * remembered outside, nor on a state that is older than that: a restore into the same server is
 * seen by the very next assignment.
 */
@Component
public class LastSeen {
    private volatile @Nullable Sight last;
    private volatile @Nullable Given given;

    /**
     * @param beat rises while the incarnation lives
     */
    public record Sight(UUID incarnation, long beat) {
        /** Whether a state that is read later may follow this one. */
        public boolean leadsTo(UUID laterIncarnation, long laterBeat) {
            return incarnation.equals(laterIncarnation) && laterBeat >= beat;
        }
    }

    /**
     * A transaction that gave numbers.
     *
     * @param itemId one of the items that it numbered
     * @param requestId of the re-establishment, where the item had a number before
     */
    public record Given(UUID incarnation, UUID itemId, @Nullable UUID requestId) {}

    /** Nothing until the first comparison. */
    public @Nullable Sight last() {
        return last;
    }

    public void set(Sight sight) {
        last = sight;
    }

    /** Nothing is assigned until the next comparison. */
    public void forget() {
        last = null;
    }

    /** What this process gave last, as far as is known; a state that lacks it is an older one. */
    public @Nullable Given given() {
        return given;
    }

    /** After the commit. */
    public void gave(Given transaction) {
        given = transaction;
    }
}
