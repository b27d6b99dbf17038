package vn.dancu.sharing.accesses;

import java.util.Locale;
import vn.dancu.sharing.model.Refusal;

/** What came of an attempt, as the record keeps it; the agency may be told less. */
public sealed interface Outcome {
    String code();

    /** Why an attempt ended as it did, other than by a refusal. */
    enum Result implements Outcome {
        /** The fields that were asked for were disclosed. */
        ANSWERED,
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
        /** The register did not answer; nothing was disclosed. */
        UNAVAILABLE;

        @Override
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The agreement did not allow it; nothing was disclosed. */
    record Refused(Refusal refusal) implements Outcome {
        @Override
        public String code() {
            return refusal.code();
        }
    }
}
