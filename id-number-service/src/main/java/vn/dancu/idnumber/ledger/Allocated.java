package vn.dancu.idnumber.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * What an item got.
 *
 * @param number present if and only if the outcome is {@code ASSIGNED}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Allocated(UUID itemId, Outcome outcome, @Nullable PersonalIdNumber number) {
    public Allocated {
        if ((outcome == Outcome.ASSIGNED) != (number != null)) {
            throw new IllegalArgumentException("a number comes with the outcome assigned alone");
        }
    }
}
