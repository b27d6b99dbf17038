package vn.dancu.sharing.accesses;

import java.util.Locale;
import vn.dancu.sharing.model.Refusal;

/** What came of an attempt, as the record keeps it; the agency may be told less. */
public sealed interface Outcome {
    String code();

    /** Whether something of the person on record is told by it. */
    boolean tells();

    /** Why an attempt ended as it did, other than by a refusal. */
    enum Result implements Outcome {
        /** The fields that were asked for were disclosed. */
        ANSWERED,
        /** The set of before was asked with, and the fields of today were disclosed. */
        SUPERSEDED_ANSWERED,
        /** The set agreed at one time; that it was replaced is all that was told. */
        SUPERSEDED,
        /** One date of birth says less than the other. */
        DATE_PRECISION_DIFFERS,
        /** Each claim was said to hold. */
        MATCHED,
        /** Some claims were said to differ. */
        DIFFERS,
        CONDITION_HOLDS,
        /** Or it is not certain. */
        CONDITION_FAILS,
        /** Every attribute agreed. */
        VERIFIED,
        /** The person was found, and some attribute differs. */
        NOT_VERIFIED,
        /** No such number. */
        NOT_FOUND,
        /** The number exists; name or date of birth differ. Told to outsiders as not found. */
        MISMATCH,
        /** More than one person. Told to outsiders as not found. */
        AMBIGUOUS,
        /** The three agree, and the agency will be told of changes. */
        ENROLLED,
        /** A subscriber was told that something changed. */
        NOTIFIED,
        /** The citizen was asked for consent; nothing was disclosed. */
        CONSENT_ASKED,
        /** The register did not answer; nothing was disclosed. */
        UNAVAILABLE;

        @Override
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean tells() {
            return switch (this) {
                case NOT_FOUND,
                        MISMATCH,
                        AMBIGUOUS,
                        DATE_PRECISION_DIFFERS,
                        UNAVAILABLE,
                        CONSENT_ASKED ->
                        false;
                case ANSWERED,
                        SUPERSEDED_ANSWERED,
                        SUPERSEDED,
                        ENROLLED,
                        NOTIFIED,
                        MATCHED,
                        DIFFERS,
                        CONDITION_HOLDS,
                        CONDITION_FAILS,
                        VERIFIED,
                        NOT_VERIFIED ->
                        true;
            };
        }
    }

    /** The agreement did not allow it; nothing was disclosed. */
    record Refused(Refusal refusal) implements Outcome {
        @Override
        public String code() {
            return refusal.code();
        }

        @Override
        public boolean tells() {
            return false;
        }
    }
}
