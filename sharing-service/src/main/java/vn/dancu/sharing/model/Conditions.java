package vn.dancu.sharing.model;

/**
 * Under which conditions an agreement lets an agency ask, and what more it is told.
 *
 * @param sandbox the agreement is for connection tests: it reaches synthetic people only
 * @param consentNeeded nothing is told without the citizen's consent to the purpose
 * @param currentIfSuperseded a look-up with a set that was replaced gives the set of today; the
 *     cause is never told
 * @param datePrecision the agency is told that only the precision of the date of birth differs;
 *     without it that is like no such person
 */
public record Conditions(
        boolean sandbox,
        boolean consentNeeded,
        boolean currentIfSuperseded,
        boolean datePrecision) {
    /** The register, without consent, and nothing told beyond what agrees. */
    public static final Conditions STRICT = new Conditions(false, false, false, false);
}
