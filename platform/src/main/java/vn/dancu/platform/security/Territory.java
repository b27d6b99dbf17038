package vn.dancu.platform.security;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an officer may act: the whole country ({@code VN}), or one province (2 digits), district
 * (3) or commune (5). Two territories are equal when their codes are.
 */
public final class Territory {
    // First: the constants below are checked against it.
    private static final Pattern FORM = Pattern.compile("|VN|[0-9]{2}|[0-9]{3}|[0-9]{5}");

    /** The whole country, and those who live outside it. */
    public static final Territory COUNTRY = new Territory("VN");

    /** What a token without the claim has: it covers no place. */
    public static final Territory NONE = new Territory("");

    private final String code;
    private final TerritoryResolver resolver;

    /** A territory whose codes are compared as they stand. */
    public Territory(String code) {
        this(code, TerritoryResolver.BY_CODE);
    }

    private Territory(String code, TerritoryResolver resolver) {
        if (!FORM.matcher(code).matches()) {
            throw new IllegalArgumentException("a territory is VN or the code of a unit");
        }
        this.code = code;
        this.resolver = resolver;
    }

    public String code() {
        return code;
    }

    /**
     * Whether a place with these codes lies inside: as it stands today, where the service follows
     * the changes of units; an unknown level is inside no unit.
     */
    public boolean covers(
            @Nullable String province, @Nullable String district, @Nullable String commune) {
        if (code.isEmpty()) {
            return false;
        }
        return equals(COUNTRY) || resolver.covers(code, province, district, commune);
    }

    /** The same territory, whose places are found by this resolver. */
    public Territory resolvedBy(TerritoryResolver other) {
        return new Territory(code, other);
    }

    /** The claim as it travels, absent for {@link #NONE}. */
    Optional<String> claim() {
        return code.isEmpty() ? Optional.empty() : Optional.of(code);
    }

    static Territory ofClaim(@Nullable String claim) {
        return claim == null || claim.isEmpty() ? NONE : new Territory(claim);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Territory territory && code.equals(territory.code);
    }

    @Override
    public int hashCode() {
        return code.hashCode();
    }

    @Override
    public String toString() {
        return code;
    }
}
