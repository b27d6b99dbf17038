package vn.dancu.reference;

import java.time.LocalDate;

/**
 * A unit for as long as its name and its place in the country stood.
 *
 * @param from the first day; {@link #ALWAYS} where no list before the first edition is known
 * @param to the day after the last; {@link #STILL} where no end is known
 */
public record UnitVersion(AdministrativeUnit unit, LocalDate from, LocalDate to) {
    public static final LocalDate ALWAYS = LocalDate.MIN;
    public static final LocalDate STILL = LocalDate.MAX;

    public UnitVersion {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a period ends after it begins");
        }
    }

    public String code() {
        return unit.code();
    }

    public boolean holdsAt(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(to);
    }
}
