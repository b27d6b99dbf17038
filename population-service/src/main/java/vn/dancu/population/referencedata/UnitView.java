package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.dancu.reference.AdministrativeUnit;
import vn.dancu.reference.Succession;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * A unit on the wire.
 *
 * @param validFrom the first day; absent where it held before the first edition
 * @param validTo the day after the last; absent while it holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record UnitView(
        String code,
        String level,
        String type,
        String name,
        String fullName,
        @Nullable String parent,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    static UnitView of(UnitVersion version) {
        AdministrativeUnit unit = version.unit();
        return new UnitView(
                unit.code(),
                Level.of(unit.code()).wireName(),
                unit.type(),
                unit.name(),
                unit.nameWithType(),
                unit.parentCode(),
                version.from().equals(UnitVersion.ALWAYS) ? null : version.from(),
                version.to().equals(UnitVersion.STILL) ? null : version.to());
    }

    /**
     * @param code of the other unit
     * @param at the first day of the successor
     */
    record Link(String code, LocalDate at, String share) {
        private static Link of(String code, Succession succession) {
            return new Link(
                    code, succession.at(), succession.share().name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * A unit with its past and its future.
     *
     * @param unit as it was on the day that was asked for, or as it was last
     * @param versions all that ever had this code, the oldest first
     * @param today the units in which it stands today; none after a split that nobody decided on
     */
    record Detail(
            UnitView unit,
            List<UnitView> versions,
            List<Link> predecessors,
            List<Link> successors,
            Set<String> today) {
        static Detail of(UnitVersion version, UnitHistory history, Set<String> today) {
            String code = version.code();
            return new Detail(
                    UnitView.of(version),
                    history.versions(code).stream().map(UnitView::of).toList(),
                    history.predecessors(code).stream().map(s -> Link.of(s.from(), s)).toList(),
                    history.successors(code).stream().map(s -> Link.of(s.to(), s)).toList(),
                    today);
        }
    }
}
