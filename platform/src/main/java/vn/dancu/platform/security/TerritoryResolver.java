package vn.dancu.platform.security;

import org.jspecify.annotations.Nullable;

/**
 * Says whether a place lies in a territory. A service that knows how the units of its country
 * change over time gives a bean of this type; without one, codes are compared as they stand.
 */
@FunctionalInterface
public interface TerritoryResolver {
    /**
     * Codes of different levels differ in length and are unique within their level in the whole
     * country, so a place is inside when the code of its level is equal.
     */
    TerritoryResolver BY_CODE =
            (territory, province, district, commune) ->
                    switch (territory.length()) {
                        case 2 -> territory.equals(province);
                        case 3 -> territory.equals(district);
                        default -> territory.equals(commune);
                    };

    /**
     * @param territory the code of one unit: 2, 3 or 5 digits
     * @return whether the place, by the codes as they were once written, lies inside today; an
     *     unknown level is inside no unit
     */
    boolean covers(
            String territory,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune);
}
