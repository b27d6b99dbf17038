package vn.dancu.population.civilstatus;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.Places;
import vn.dancu.population.referencedata.ReferenceData;
import vn.dancu.population.referencedata.ReferenceList;
import vn.dancu.reference.UnitVersion;

/** Checks the codes that an event brings. */
@Component
class Codes {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Places places;
    private final ReferenceData reference;
    private final Clock clock;

    Codes(Places places, ReferenceData reference, Clock clock) {
        this.places = places;
        this.reference = reference;
        this.clock = clock;
    }

    /** In Việt Nam. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }

    /** Where a birth was registered: the units may have ended since. */
    void placeSince(Place place, LocalDate first, String pointer, List<Violation> violations) {
        places.checkSince(place, first, pointer, violations);
    }

    /** An old place: the units of any day. */
    void placeEver(@Nullable Place place, String pointer, List<Violation> violations) {
        places.checkEver(place, pointer, violations);
    }

    /** The office that keeps the book, on any day since the first one. */
    void office(String office, LocalDate first, String pointer, List<Violation> violations) {
        if (!places.existedSince(office, first.isAfter(today()) ? today() : first)) {
            violations.add(new Violation("unknown_unit", pointer, "No such administrative unit."));
        }
    }

    /** The office of an old entry may be none any more. */
    void officeEver(String office, String pointer, List<Violation> violations) {
        office(office, UnitVersion.ALWAYS, pointer, violations);
    }

    void ethnicity(@Nullable String code, String pointer, List<Violation> violations) {
        if (code != null
                && reference.current().list(ReferenceList.ETHNIC_GROUPS).canonical(code, today())
                        == null) {
            violations.add(new Violation("unknown_ethnicity", pointer, "No such ethnic group."));
        }
    }

    /** 1 for 01. */
    String canonicalEthnicity(String code) {
        return Objects.requireNonNullElse(
                reference.current().list(ReferenceList.ETHNIC_GROUPS).canonical(code, today()),
                code);
    }

    void religion(@Nullable String code, String pointer, List<Violation> violations) {
        listed(code, ReferenceList.RELIGIONS, "unknown_religion", pointer, violations);
    }

    void bloodGroup(@Nullable String code, String pointer, List<Violation> violations) {
        listed(code, ReferenceList.BLOOD_GROUPS, "unknown_blood_group", pointer, violations);
    }

    /** The list has a code for the stateless too: they are on record like everybody. */
    void nationality(@Nullable String code, String pointer, List<Violation> violations) {
        listed(code, ReferenceList.NATIONALITIES, "unknown_nationality", pointer, violations);
    }

    private void listed(
            @Nullable String code,
            ReferenceList list,
            String refusal,
            String pointer,
            List<Violation> violations) {
        if (code != null && !reference.current().list(list).contains(code, today())) {
            violations.add(new Violation(refusal, pointer, "The list has no such code."));
        }
    }
}
