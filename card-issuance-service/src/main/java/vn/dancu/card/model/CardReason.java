package vn.dancu.card.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The legal reasons to change or reissue a card: Law 59/2014 Art 23, Law 26/2023 Art 24. The same
 * reason may be a change in one law and a reissue in the other, or be unknown to one.
 */
public enum CardReason {
    /** The holder is 14 (2023), 25, 40 or 60 (Law 59/2014 Art 21, Law 26/2023 Art 21). */
    MILESTONE_AGE(CardKind.CHANGE, CardKind.CHANGE),
    /** Damaged beyond use: a change in 2014 (Art 23.1), a reissue in 2023 (Art 24.2). */
    DAMAGED(CardKind.CHANGE, CardKind.REISSUE),
    /** Name changed (2014 Art 23.1; 2023 Art 24.1). */
    NAME_CHANGED(CardKind.CHANGE, CardKind.CHANGE),
    /** Date of birth changed (2023 Art 24.1). */
    BIRTH_DATE_CHANGED(null, CardKind.CHANGE),
    /** Identification features changed (2014 Art 23.1; 2023 Art 24.1). */
    FEATURES_CHANGED(CardKind.CHANGE, CardKind.CHANGE),
    /** Sex or place of origin determined again (2014 Art 23.1; 2023 Art 24.1). */
    SEX_OR_ORIGIN_REDETERMINED(CardKind.CHANGE, CardKind.CHANGE),
    /** Something printed is wrong (2014 Art 23.1; 2023 Art 24.1). */
    ERROR_ON_CARD(CardKind.CHANGE, CardKind.CHANGE),
    /** The number was re-established (2023 Art 24.1); in 2014 the printed number is an error. */
    NUMBER_REESTABLISHED(null, CardKind.CHANGE),
    /** Units were rearranged and the citizen asks for it (2023 Art 24.1). */
    ADMINISTRATIVE_UNIT_CHANGED(null, CardKind.CHANGE),
    /** The citizen asks for it (2014 Art 23.1; 2023 Art 24.1). */
    ON_REQUEST(CardKind.CHANGE, CardKind.CHANGE),
    /** Lost (2014 Art 23.2; 2023 Art 24.2). */
    LOST(CardKind.REISSUE, CardKind.REISSUE),
    /** Vietnamese nationality regained (2014 Art 23.2; 2023 Art 24.2). */
    NATIONALITY_REGAINED(CardKind.REISSUE, CardKind.REISSUE);

    private final @Nullable CardKind in2014;
    private final @Nullable CardKind in2023;

    CardReason(@Nullable CardKind in2014, @Nullable CardKind in2023) {
        this.in2014 = in2014;
        this.in2023 = in2023;
    }

    /** The kind of application it is a reason for; none if that law does not know it. */
    public Optional<CardKind> kindUnder(LegalProfile law) {
        return Optional.ofNullable(
                switch (law) {
                    case LAW_2014 -> in2014;
                    case LAW_2023 -> in2023;
                });
    }
}
