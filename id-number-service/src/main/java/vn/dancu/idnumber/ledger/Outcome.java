package vn.dancu.idnumber.ledger;

import com.fasterxml.jackson.annotation.JsonValue;

/** What became of an item, with the stable code of the wire. */
public enum Outcome {
    /** The item has a number: from now on, or since an earlier request. */
    ASSIGNED("assigned"),
    /** All million numbers of the bucket are given; no digit is borrowed from another bucket. */
    EXHAUSTED("exhausted"),
    /** The prefix is not in the reference data of the generation profile. */
    PREFIX_UNKNOWN("prefix_unknown"),
    /** The number issued elsewhere is in the book for this item: from now on, or since earlier. */
    REGISTERED("registered"),
    /** The number belongs to another item, or the item has another number. */
    CONFLICT("conflict");

    private final String code;

    Outcome(String code) {
        this.code = code;
    }

    @JsonValue
    public String code() {
        return code;
    }
}
