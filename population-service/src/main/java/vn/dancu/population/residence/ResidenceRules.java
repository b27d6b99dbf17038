package vn.dancu.population.residence;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Places;
import vn.dancu.reference.CodeList;

/** What the Law on Residence 68/2020 asks of a registration. */
@Component
class ResidenceRules {
    private static final CodeList COUNTRIES = CodeList.nationalities();
    private static final String HOME = "VN";

    private final Places places;

    ResidenceRules(Places places) {
        this.places = places;
    }

    /**
     * @throws ProblemException 422 {@code invalid_fields}
     */
    void check(Registration registration, PersonRecord person, LocalDate today) {
        List<Violation> violations = new ArrayList<>();
        checkWhere(registration.kind(), registration.where(), violations);
        checkDays(registration, person, today, violations);
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    private void checkWhere(ResidenceKind kind, Where where, List<Violation> violations) {
        Place place = where.place();
        String country = where.country();
        if (kind.atPlace() && place == null) {
            violations.add(new Violation("missing_field", "/place", "It is at a place."));
        }
        if (kind.atPlace() && country != null) {
            violations.add(
                    new Violation("not_abroad", "/country", "It is in this country by its kind."));
        }
        if (kind == ResidenceKind.ABROAD && place != null) {
            violations.add(new Violation("not_at_home", "/place", "A place abroad has no units."));
        }
        if (kind == ResidenceKind.ABROAD && country == null) {
            violations.add(new Violation("missing_field", "/country", "In which country."));
        }
        if (place != null && country != null) {
            violations.add(new Violation("two_places", "/country", "A place or a country."));
        }
        if (country != null && (!COUNTRIES.contains(country) || country.equals(HOME))) {
            violations.add(new Violation("unknown_country", "/country", "No such other country."));
        }
        places.check(place, "/place", violations);
        if (kind.atPlace()
                && place != null
                && place.commune() == null
                && !isWithoutCommunes(place)) {
            violations.add(
                    new Violation(
                            "commune_missing",
                            "/place/commune",
                            "A residence is registered in a commune."));
        }
    }

    /** Five island districts have no communes. */
    private boolean isWithoutCommunes(Place place) {
        return place.district() != null && places.units().childrenOf(place.district()).isEmpty();
    }

    private static void checkDays(
            Registration registration,
            PersonRecord person,
            LocalDate today,
            List<Violation> violations) {
        ResidenceKind kind = registration.kind();
        LocalDate from = registration.from();
        LocalDate until = registration.until();
        LocalDate expectedEnd = registration.expectedEnd();
        if (from.isAfter(today)) {
            violations.add(
                    new Violation("date_in_future", "/from", "It is registered when it begins."));
        }
        if (from.isBefore(person.dateOfBirth().earliest())) {
            violations.add(new Violation("before_birth", "/from", "Nobody lives before birth."));
        }
        if (kind.forTerm() && until == null) {
            violations.add(new Violation("missing_field", "/until", "It is for a term."));
        }
        if (!kind.forTerm() && until != null) {
            violations.add(new Violation("no_term", "/until", "It has no term; it is ended."));
        }
        if (until != null) {
            checkTerm(kind, from, until, violations);
        }
        if (expectedEnd != null && (kind.forTerm() || kind.atPlace())) {
            violations.add(new Violation("no_return", "/expectedEnd", "Only who is away returns."));
        }
        if (expectedEnd != null
                && (!expectedEnd.isAfter(from) || expectedEnd.isAfter(from.plusYears(100)))) {
            violations.add(
                    new Violation("end_before_start", "/expectedEnd", "The end is after it."));
        }
    }

    private static void checkTerm(
            ResidenceKind kind, LocalDate from, LocalDate until, List<Violation> violations) {
        String broken = until.isAfter(from) ? kind.brokenTerm(from, until) : "end_before_start";
        if (broken != null) {
            violations.add(
                    new Violation(
                            broken,
                            "/until",
                            "Temporary residence is for 30 days to two years, a stay for less."));
        }
    }

    /**
     * Law on Residence Art 27.1: temporary residence is outside the commune of the permanent one.
     *
     * @throws ProblemException 422 {@code temporary_in_permanent_commune}
     */
    static void checkApart(Period temporary, @Nullable Period permanent) {
        if (permanent != null && temporary.where().isInSameCommuneAs(permanent.where())) {
            throw ProblemException.refused(
                    "temporary_in_permanent_commune",
                    "Temporary residence is outside the commune of permanent residence.",
                    "/place/commune");
        }
    }
}
