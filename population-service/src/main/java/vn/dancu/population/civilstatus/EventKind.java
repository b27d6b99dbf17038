package vn.dancu.population.civilstatus;

import static vn.dancu.population.acts.Evidence.Kind.ADMINISTRATIVE_DECISION;
import static vn.dancu.population.acts.Evidence.Kind.CIVIL_STATUS_ENTRY;
import static vn.dancu.population.acts.Evidence.Kind.COURT_DECISION;
import static vn.dancu.population.acts.Evidence.Kind.MEDICAL_CERTIFICATE;
import static vn.dancu.population.acts.Evidence.Kind.PRESIDENTIAL_DECISION;
import static vn.dancu.population.acts.Evidence.Kind.UPDATE_FORM;
import static vn.dancu.population.acts.Evidence.Kind.VERIFICATION_RECORD;

import java.util.Set;
import vn.dancu.population.acts.ActKind;
import vn.dancu.population.acts.Evidence;

/**
 * The kinds of civil-status events (Law on Civil Status 60/2014 Art 3), what proves each, who may
 * report each for the whole country, and which need a second officer. Whatever a police officer
 * proposes needs one, but for corrections of lines that identify nobody.
 */
enum EventKind {
    /** Art 13 to 16: registered by the civil-status office, reported at once. */
    BIRTH("population.birth", false, CIVIL_STATUS_ENTRY),
    /** Art 32 to 34; a court may declare a person dead: Civil Code 91/2015 Art 71. */
    DEATH("population.death", false, CIVIL_STATUS_ENTRY, COURT_DECISION),
    /** Civil Code Art 68: two years without news, and a court's declaration. */
    MISSING("population.civil-status", true, COURT_DECISION),
    /** Civil Code Art 70: the court takes its declaration back. */
    RETURN("population.civil-status", true, COURT_DECISION),
    /** Art 17 and 18; Law on Marriage and Family 52/2014 Art 8. */
    MARRIAGE("population.civil-status", false, CIVIL_STATUS_ENTRY),
    /** Law 52/2014 Art 57: by a court; a foreign one is entered in the books. */
    DIVORCE("population.civil-status", false, COURT_DECISION, CIVIL_STATUS_ENTRY),
    /** Law on Adoption 52/2010. */
    ADOPTION("population.civil-status", true, CIVIL_STATUS_ENTRY, ADMINISTRATIVE_DECISION),
    /** Law 60/2014 Art 19 to 21; Civil Code Art 46 to 54. */
    GUARDIANSHIP(
            "population.civil-status",
            true,
            CIVIL_STATUS_ENTRY,
            ADMINISTRATIVE_DECISION,
            COURT_DECISION),
    /** Law 60/2014 Art 22 and 23; Civil Code Art 60 and 62. */
    GUARDIANSHIP_END(
            "population.civil-status",
            true,
            CIVIL_STATUS_ENTRY,
            ADMINISTRATIVE_DECISION,
            COURT_DECISION),
    /** Civil Code Art 28. */
    NAME_CHANGE("population.civil-status", true, CIVIL_STATUS_ENTRY, ADMINISTRATIVE_DECISION),
    /** Civil Code Art 36; Decree 88/2008. */
    SEX_REDETERMINATION(
            "population.civil-status",
            true,
            CIVIL_STATUS_ENTRY,
            ADMINISTRATIVE_DECISION,
            MEDICAL_CERTIFICATE),
    /** Law on Nationality 24/2008 Art 26 to 34. */
    NATIONALITY_LOSS("population.civil-status", true, PRESIDENTIAL_DECISION),
    /** Law 24/2008 Art 23 to 25. */
    NATIONALITY_REGAIN("population.civil-status", true, PRESIDENTIAL_DECISION),
    /** Criminal Procedure Code 101/2015 Art 486 and 487: by the authority that investigates. */
    PROTECTION("population.protection", true, ADMINISTRATIVE_DECISION, COURT_DECISION),
    /** The same Code Art 489. */
    PROTECTION_END("population.protection", true, ADMINISTRATIVE_DECISION, COURT_DECISION),
    /** Form DC02, Circular 66/2015 Art 18; Law on Civil Status Art 26 to 29. */
    CORRECTION(
            "population.civil-status",
            true,
            CIVIL_STATUS_ENTRY,
            ADMINISTRATIVE_DECISION,
            COURT_DECISION,
            UPDATE_FORM,
            VERIFICATION_RECORD);

    private final String systemScope;
    private final boolean secondOfficerAlways;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of gives one that nobody can change
    private final Set<Evidence.Kind> evidence;

    EventKind(String systemScope, boolean secondOfficerAlways, Evidence.Kind... evidence) {
        this.systemScope = systemScope;
        this.secondOfficerAlways = secondOfficerAlways;
        this.evidence = Set.of(evidence);
    }

    /** The scope with which the system of another authority reports it. */
    String systemScope() {
        return systemScope;
    }

    /** Whether a second officer agrees even to what that system reports. */
    boolean needsSecondOfficerAlways() {
        return secondOfficerAlways;
    }

    boolean isProvedBy(Evidence.Kind kind) {
        return evidence.contains(kind);
    }

    /** Who is protected is known to few, also among officers. */
    String officerScope() {
        return isProtection() ? systemScope : ActKind.WRITE;
    }

    boolean isProtection() {
        return this == PROTECTION || this == PROTECTION_END;
    }

    /** Whether it is registered by an entry in the books, so that the entry must be named. */
    boolean isEntered() {
        return this == BIRTH || this == DEATH || this == MARRIAGE;
    }
}
