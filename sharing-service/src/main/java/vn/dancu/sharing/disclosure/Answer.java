package vn.dancu.sharing.disclosure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Refusal;

/**
 * What an agency is told, after it was recorded that it is told. A protocol writes it in its own
 * words and adds nothing.
 */
public sealed interface Answer {
    /** An answer from what is on record. */
    sealed interface Told extends Answer {
        /** When the register was asked. */
        Instant asOf();

        /** The people are those of the sandbox, and nobody's record was read. */
        boolean synthetic();
    }

    /**
     * @param fields as far as the register has them, by their wire names, in the order asked
     * @param superseded the set that was asked with held once; this is the person of today
     */
    record Person(
            UUID personId,
            Map<String, JsonNode> fields,
            boolean superseded,
            Instant asOf,
            boolean synthetic)
            implements Told {
        @Override
        public String toString() {
            return "Person[hidden]";
        }
    }

    /** True or false, of a verification or a condition. */
    record Verdict(boolean holds, Instant asOf, boolean synthetic) implements Told {}

    /**
     * @param agreeing each claim, and whether it holds
     */
    record Matched(Map<PersonField, Boolean> agreeing, Instant asOf, boolean synthetic)
            implements Told {}

    /**
     * Relatives or members of the household.
     *
     * @param people each with its {@code role} and the agreed lines by their wire names
     */
    record People(List<Other> people, Instant asOf, boolean synthetic) implements Told {}

    /** One of them. */
    record Other(String role, Map<String, JsonNode> fields) {
        @Override
        public String toString() {
            return "Other[hidden]";
        }
    }

    /**
     * @param status {@code VALID}, {@code EXPIRED}, {@code REVOKED}; {@code NONE} where the person
     *     has no such card
     */
    record Card(String status, @Nullable LocalDate expiry, Instant asOf, boolean synthetic)
            implements Told {}

    /** The three agree: the agency may be told of changes. */
    record Enrolled(UUID personId, Instant asOf, boolean synthetic) implements Told {}

    /** Nothing is told of a person. */
    record NothingFound(Kind kind) implements Answer {
        /** As much as the agency may know of it. */
        public enum Kind {
            /** No such person, or the three do not agree: which of them is not told. */
            NOT_FOUND,
            /** The three agreed as a set at one time, and another set is in force. */
            SUPERSEDED,
            /** Number and name agree, and one date of birth says less than the other. */
            DATE_PRECISION_DIFFERS
        }
    }

    /**
     * @param fieldIndex the field of the question that is not agreed
     */
    record Refused(Refusal refusal, Optional<Integer> fieldIndex) implements Answer {}

    /** Not now; nothing was told. */
    record TryLater(Reason reason, Duration after) implements Answer {
        /** Why not now. */
        public enum Reason {
            /** The quota of the agreement is used up. */
            QUOTA_EXCEEDED,
            /** The agency has too many questions under way. */
            AGENCY_BUSY,
            /** The time of the batch was over before this question. */
            NOT_REACHED,
            /** The register, or another part that is needed, does not answer. */
            UNAVAILABLE
        }
    }
}
