package vn.dancu.population.record;

/** What a change would tell about a person that only a named scope may read. */
public enum Protection {
    /** Who the parents were before an adoption. */
    ADOPTION,
    /** Which sex, name and number were on record before the sex was re-determined. */
    SEX_REDETERMINED,
    /** Anything else that a decision protects, such as the protection of a witness. */
    DECISION
}
