package vn.dancu.population.households;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import vn.dancu.reference.CodeList;

/**
 * What a member is to the head of the household (quan hệ với chủ hộ). No official list of codes is
 * known, so a free text may stand beside the code of this register's list, and must beside {@code
 * 99}.
 *
 * @param code of the list of relationships; {@code 00} if it was not said since the head changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Relationship(
        @NotNull @Pattern(regexp = "[0-9]{2}", message = "a relationship code has 2 digits")
                String code,
        @Size(min = 1, max = 50) @Nullable String text) {
    private static final CodeList CODES = CodeList.relationships();
    private static final String CODE_OF_OTHER = "99";

    static final Relationship HEAD = new Relationship("01", null);
    static final Relationship UNSTATED = new Relationship("00", null);

    boolean isHead() {
        return code.equals(HEAD.code);
    }

    boolean isOther() {
        return code.equals(CODE_OF_OTHER);
    }

    /** Whether the list has the code. */
    boolean isKnown() {
        return CODES.contains(code);
    }

    /** As the line of the record says it; nothing if it is not stated. */
    @Nullable String words() {
        return text == null ? CODES.name(code).orElse(null) : text;
    }
}
