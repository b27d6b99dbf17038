package vn.dancu.population.record;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.Violation;
import vn.dancu.reference.AdministrativeUnits;

/** Checks places against the administrative units. */
@Component
public class Places {
    private final AdministrativeUnits units = AdministrativeUnits.launchEra();

    public AdministrativeUnits units() {
        return units;
    }

    /** The code of the rule that a place breaks, or nothing. */
    public @Nullable String brokenRule(Place place) {
        return switch (units.check(place.province(), place.district(), place.commune())) {
            case FITS -> null;
            case UNKNOWN_PROVINCE, UNKNOWN_DISTRICT, UNKNOWN_COMMUNE -> "unknown_unit";
            case DISTRICT_MISSING -> "missing_field";
            case DISTRICT_NOT_IN_PROVINCE, COMMUNE_NOT_IN_DISTRICT -> "unit_not_in_parent";
        };
    }

    /** Adds a violation if the place breaks a rule. */
    public void check(@Nullable Place place, String pointer, List<Violation> violations) {
        if (place == null) {
            return;
        }
        String code = brokenRule(place);
        if (code != null) {
            violations.add(
                    new Violation(code, pointer, "The administrative units do not fit together."));
        }
    }
}
