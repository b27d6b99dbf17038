package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;

/** What became of each item, in the order of the request. */
record TransitionAnswer(List<Item> items) {
    /**
     * @param outcome {@code applied} or {@code refused}
     * @param code why it was refused
     * @param state of the person's own number from now on
     * @param number the person's own number from now on
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            UUID personId,
            String outcome,
            @Nullable String code,
            @Nullable NumberState state,
            @Nullable PersonalIdNumber number) {
        static Item applied(UUID personId, NumberState state, PersonalIdNumber number) {
            return new Item(personId, "applied", null, state, number);
        }

        static Item refused(UUID personId, String code) {
            return new Item(personId, "refused", code, null, null);
        }
    }
}
