package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Information lines 14 to 16: parents, spouse, representative, head of the household; and, by Law
 * 26/2023 Art 9.15, children and those whom the person represents.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Relatives(
        @Valid @Nullable Relative father,
        @Valid @Nullable Relative mother,
        @Valid @Nullable Relative spouse,
        @Valid @Nullable Relative representative,
        @Valid @Nullable Relative householdHead,
        @Size(min = 1, max = 50) @Nullable String relationshipToHead,
        @Size(max = 50) @Nullable List<@NotNull @Valid Relative> children,
        @Size(max = 50) @Nullable List<@NotNull @Valid Relative> represented) {

    /** Nobody is named. */
    public static final Relatives NONE =
            new Relatives(null, null, null, null, null, null, null, null);

    public Relatives {
        children = Lines.listed(children);
        represented = Lines.listed(represented);
    }

    @Override
    public String toString() {
        return "Relatives[hidden]";
    }
}
