package vn.dancu.card.osia;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * A simple comparison, as OSIA writes it.
 *
 * @param value a text, number or truth value
 */
record Expression(
        @NotNull @Size(max = 50) String attributeName,
        @NotNull @Pattern(regexp = "<|>|=|>=|<=|!=", message = "no such operator") String operator,
        @NotNull Object value) {
    @AssertTrue(message = "a text, number or truth value")
    boolean isPlain() {
        return value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean;
    }
}
