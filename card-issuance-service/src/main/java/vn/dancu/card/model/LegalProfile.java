package vn.dancu.card.model;

import java.time.LocalDate;

/** The law that an application is judged by: the one in force on its day. */
public enum LegalProfile {
    /** Luật Căn cước công dân 59/2014/QH13, in force from 1 January 2016. */
    LAW_2014(14),
    /** Luật Căn cước 26/2023/QH15, in force from 1 July 2024. */
    LAW_2023(0);

    private static final LocalDate LAW_2023_FROM = LocalDate.of(2024, 7, 1);

    private final int minimumAge;

    LegalProfile(int minimumAge) {
        this.minimumAge = minimumAge;
    }

    /** The law in force on that day. */
    public static LegalProfile on(LocalDate day) {
        return day.isBefore(LAW_2023_FROM) ? LAW_2014 : LAW_2023;
    }

    /** From this age on, in years, a person may have a card; below 14 on request. */
    public int minimumAge() {
        return minimumAge;
    }
}
