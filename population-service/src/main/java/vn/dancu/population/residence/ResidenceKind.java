package vn.dancu.population.residence;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** How a person is somewhere: the terms of Law on Residence 68/2020 Art 2. */
public enum ResidenceKind {
    /** Thường trú: stable and without a term. A person has one at a time (Art 3.4). */
    PERMANENT(true, false, true),
    /**
     * Tạm trú: 30 days or more outside the commune of permanent residence, registered for a term of
     * at most two years that can be extended (Art 27). A person may have one besides the permanent
     * one.
     */
    TEMPORARY(true, true, true),
    /** Nơi ở hiện tại: where the person really lives, registered or not (Art 19). */
    CURRENT(true, false, true),
    /** Lưu trú: a stay of less than 30 days, notified by the host (Art 30). */
    STAY(true, true, false),
    /** Tạm vắng: declared absence from the place of residence (Art 31). */
    ABSENCE(false, false, true),
    /** Living in another country, without giving up the residence at home. */
    ABROAD(false, false, true);

    /** Art 27.2: a term of temporary residence is at most two years. */
    private static final int MOST_YEARS = 2;

    /** Art 27.1 and Art 2: what tells temporary residence from a stay. */
    private static final int LEAST_DAYS = 30;

    private final boolean atPlace;
    private final boolean forTerm;
    private final boolean onRecord;

    ResidenceKind(boolean atPlace, boolean forTerm, boolean onRecord) {
        this.atPlace = atPlace;
        this.forTerm = forTerm;
        this.onRecord = onRecord;
    }

    /** Whether it names a place in the country. */
    boolean atPlace() {
        return atPlace;
    }

    /** Whether it ends by itself, on a day that is registered beforehand. */
    boolean forTerm() {
        return forTerm;
    }

    /** Whether the record of the person has a line for the current one. */
    boolean onRecord() {
        return onRecord;
    }

    /** The code of the rule that a term breaks, or nothing. */
    @Nullable String brokenTerm(LocalDate from, LocalDate until) {
        return switch (this) {
            case TEMPORARY -> {
                if (until.isBefore(from.plusDays(LEAST_DAYS))) {
                    yield "term_too_short";
                }
                yield until.isAfter(from.plusYears(MOST_YEARS)) ? "term_too_long" : null;
            }
            case STAY -> until.isBefore(from.plusDays(LEAST_DAYS)) ? null : "term_too_long";
            default -> null;
        };
    }
}
