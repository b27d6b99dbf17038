package vn.dancu.card.model;

/** The legal reasons to change or reissue a card. */
public enum CardReason {
    /** The holder is 25, 40 or 60 (Law 59/2014 Art 21). */
    MILESTONE_AGE(CardKind.CHANGE),
    /** Damaged beyond use (Art 23.1). */
    DAMAGED(CardKind.CHANGE),
    /** Name changed (Art 23.1). */
    NAME_CHANGED(CardKind.CHANGE),
    /** Identification features changed (Art 23.1). */
    FEATURES_CHANGED(CardKind.CHANGE),
    /** Sex or place of origin determined again (Art 23.1). */
    SEX_OR_ORIGIN_REDETERMINED(CardKind.CHANGE),
    /** Something printed is wrong (Art 23.1). */
    ERROR_ON_CARD(CardKind.CHANGE),
    /** The citizen asks for it (Art 23.1). */
    ON_REQUEST(CardKind.CHANGE),
    /** Lost (Art 23.2). */
    LOST(CardKind.REISSUE),
    /** Vietnamese nationality regained (Art 23.2). */
    NATIONALITY_REGAINED(CardKind.REISSUE);

    private final CardKind kind;

    CardReason(CardKind kind) {
        this.kind = kind;
    }

    CardKind kind() {
        return kind;
    }
}
