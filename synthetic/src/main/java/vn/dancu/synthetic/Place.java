package vn.dancu.synthetic;

import org.jspecify.annotations.Nullable;

/** A place as a survey card has it; it may stop at any level. */
record Place(
        String province,
        @Nullable String district,
        @Nullable String commune,
        @Nullable String detail) {

    Place withDetail(String text) {
        return new Place(province, district, commune, text);
    }

    Place withoutDetail() {
        return detail == null ? this : new Place(province, district, commune, null);
    }

    /** The most exact unit of the place. */
    String unit() {
        if (commune != null) {
            return commune;
        }
        return district != null ? district : province;
    }
}
