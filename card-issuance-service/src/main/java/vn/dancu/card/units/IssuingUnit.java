package vn.dancu.card.units;

import java.time.LocalDate;
import java.util.Optional;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.PlaceCategory;

/**
 * A unit of the police where citizens apply for cards and fetch them.
 *
 * @param code as on slips and parcels, such as CA-001 or PC06-01
 * @param territory the administrative unit it works for: officers of it may act here
 * @param validTo the day after its last one
 * @param successor who took over what was under way
 */
public record IssuingUnit(
        String code,
        String name,
        Level level,
        PlaceCategory place,
        Place territory,
        Optional<LocalDate> validFrom,
        Optional<LocalDate> validTo,
        Optional<String> successor) {

    /** Whether it works on that day. */
    public boolean holdsOn(LocalDate day) {
        return validFrom.filter(day::isBefore).isEmpty()
                && validTo.filter(end -> !day.isBefore(end)).isEmpty();
    }

    /** The code of the administrative unit it works for. */
    public String territoryCode() {
        return territory.commune().or(territory::district).orElse(territory.province());
    }

    /** Where in the police it stands. */
    public enum Level {
        /** C06 itself. */
        CENTRE,
        /** PC06 of a province. */
        PROVINCE,
        DISTRICT,
        /** Since 1 March 2025 communes receive applications. */
        COMMUNE,
        /** A team that goes where it is needed. */
        MOBILE
    }
}
