package vn.dancu.population.record;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.referencedata.ReferenceData;
import vn.dancu.reference.AdministrativeUnits;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * Checks places against the administrative units of the day of the fact: where somebody lives has
 * to be right today, where a birth was registered on a day since then.
 */
@Component
public class Places {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final ReferenceData data;
    private final Clock clock;
    private volatile @Nullable Today units;

    Places(ReferenceData data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    private record Today(UnitHistory of, LocalDate day, AdministrativeUnits units) {}

    /** The units of today. */
    public AdministrativeUnits units() {
        UnitHistory history = history();
        LocalDate today = today();
        Today known = units;
        if (known == null || known.of() != history || !known.day().equals(today)) {
            known = new Today(history, today, history.at(today));
            units = known;
        }
        return known.units();
    }

    /** The units of all times. */
    public UnitHistory history() {
        return data.current().units();
    }

    /** Whether there was such a unit on any day from the first to today. */
    public boolean existedSince(String code, LocalDate first) {
        return history().existed(code, first, today());
    }

    /** The code of the rule that a place breaks today, or nothing. */
    public @Nullable String brokenRule(Place place) {
        return brokenRule(place, today(), today());
    }

    /** The code of the rule that a place breaks on each day of a span, or nothing. */
    public @Nullable String brokenRule(Place place, LocalDate first, LocalDate last) {
        return switch (history()
                .check(place.province(), place.district(), place.commune(), first, last)) {
            case FITS -> null;
            case UNKNOWN_PROVINCE, UNKNOWN_DISTRICT, UNKNOWN_COMMUNE -> "unknown_unit";
            case DISTRICT_MISSING -> "missing_field";
            case DISTRICT_NOT_IN_PROVINCE, COMMUNE_NOT_IN_DISTRICT -> "unit_not_in_parent";
        };
    }

    /** Adds a violation if the place breaks a rule today. */
    public void check(@Nullable Place place, String pointer, List<Violation> violations) {
        check(place, today(), today(), pointer, violations);
    }

    /** Adds a violation if the place breaks a rule on each day from the first to today. */
    public void checkSince(
            @Nullable Place place, LocalDate first, String pointer, List<Violation> violations) {
        check(place, first.isAfter(today()) ? today() : first, today(), pointer, violations);
    }

    /** Adds a violation if the place breaks a rule on each day up to today: an origin is old. */
    public void checkEver(@Nullable Place place, String pointer, List<Violation> violations) {
        check(place, UnitVersion.ALWAYS, today(), pointer, violations);
    }

    private void check(
            @Nullable Place place,
            LocalDate first,
            LocalDate last,
            String pointer,
            List<Violation> violations) {
        if (place == null) {
            return;
        }
        String code = brokenRule(place, first, last);
        if (code != null) {
            violations.add(
                    new Violation(code, pointer, "The administrative units do not fit together."));
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }
}
