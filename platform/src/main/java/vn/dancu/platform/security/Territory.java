package vn.dancu.platform.security;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an officer may act: the whole country ({@code VN}), or one province (2 digits), district
 * (3) or commune (5).
 *
 * <p>Codes of different levels differ in length and are unique within their level in the whole
 * country, so a place is inside when the code of its level is equal.
 */
public record Territory(String code) {
    // First: the constants below are checked against it.
    private static final Pattern FORM = Pattern.compile("|VN|[0-9]{2}|[0-9]{3}|[0-9]{5}");

    /** The whole country, and those who live outside it. */
    public static final Territory COUNTRY = new Territory("VN");

    /** What a token without the claim has: it covers no place. */
    public static final Territory NONE = new Territory("");

    public Territory {
        if (!FORM.matcher(code).matches()) {
            throw new IllegalArgumentException("a territory is VN or the code of a unit");
        }
    }

    /** Whether a place with these codes lies inside; an unknown level is inside no unit. */
    public boolean covers(
            @Nullable String province, @Nullable String district, @Nullable String commune) {
        return switch (code.length()) {
            case 0 -> false;
            case 2 -> this.equals(COUNTRY) || code.equals(province);
            case 3 -> code.equals(district);
            default -> code.equals(commune);
        };
    }

    /** The claim as it travels, absent for {@link #NONE}. */
    Optional<String> claim() {
        return code.isEmpty() ? Optional.empty() : Optional.of(code);
    }

    static Territory ofClaim(@Nullable String claim) {
        return claim == null || claim.isEmpty() ? NONE : new Territory(claim);
    }
}
