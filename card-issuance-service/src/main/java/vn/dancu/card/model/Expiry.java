package vn.dancu.card.model;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Until when a card is valid (Law 59/2014 Art 21, Law 26/2023 Art 21). */
public final class Expiry {
    /** From this age on every citizen has a card; below it only on request (2023). */
    public static final int ADULT_CARD_AGE = 14;

    /** The ages at which a card must be changed; 14 matters to a card issued before it only. */
    static final List<Integer> MILESTONES = List.of(ADULT_CARD_AGE, 25, 40, 60);

    private static final int GRACE_YEARS = 2;

    private Expiry() {}

    /**
     * The birthday at the next milestone. A card issued within the two years before a milestone is
     * valid to the one after it; after the last there is no expiry.
     *
     * <p>Who was born on 29 February has the birthday on 28 February in common years, so that a
     * card never outlives its milestone.
     */
    public static Optional<LocalDate> of(LocalDate birth, LocalDate issued) {
        for (int age : MILESTONES) {
            LocalDate milestone = birth.plusYears(age);
            if (issued.isBefore(milestone.minusYears(GRACE_YEARS))) {
                return Optional.of(milestone);
            }
        }
        return Optional.empty();
    }

    static boolean hasReached(int age, LocalDate birth, LocalDate day) {
        return !day.isBefore(birth.plusYears(age));
    }

    /** Whether a card for this person is made on request of who represents the child. */
    public static boolean isOnRequest(LocalDate birth, LocalDate day) {
        return !hasReached(ADULT_CARD_AGE, birth, day);
    }
}
