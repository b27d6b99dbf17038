package vn.dancu.population.record;

/** Which law says what the register holds; the data model is that of both together. */
public enum LegalProfile {
    /** Law 59/2014 Art 9 as amended by Law 68/2020: 17 information lines. */
    LAW_2014("2014"),
    /** Law 26/2023 Art 9, from 1 July 2024: 26 items. */
    LAW_2023("2023");

    private final String year;

    LegalProfile(String year) {
        this.year = year;
    }

    /** As the configuration names it. */
    public String year() {
        return year;
    }

    static LegalProfile ofYear(String year) {
        for (LegalProfile profile : values()) {
            if (profile.year.equals(year)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("dancu.population.legal-profile is 2014 or 2023");
    }
}
