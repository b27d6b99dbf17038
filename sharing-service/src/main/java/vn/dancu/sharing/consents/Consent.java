package vn.dancu.sharing.consents;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A consent to one agency for one purpose.
 *
 * @param person empty where nobody agreed with what the agency described; it is never told so
 * @param lapsesAt when the question is over if nobody answers
 * @param withdrawalDue by when the agency must have ended its use of the data
 * @param receipt compact JWS
 */
record Consent(
        UUID id,
        Optional<UUID> person,
        String agency,
        String agencyName,
        String procedure,
        String purpose,
        List<String> fields,
        String explanation,
        State state,
        int revision,
        Instant askedAt,
        Instant validUntil,
        Instant lapsesAt,
        Optional<Instant> decidedAt,
        Optional<Instant> withdrawnAt,
        Optional<Instant> withdrawalDue,
        Optional<String> receipt) {
    /** How far it has come. */
    enum State {
        ASKED,
        GIVEN,
        REFUSED,
        WITHDRAWN;

        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** A decision on a question, and only the end of what was given. */
        boolean mayBecome(State next) {
            return switch (this) {
                case ASKED -> next == GIVEN || next == REFUSED;
                case GIVEN -> next == WITHDRAWN;
                case REFUSED, WITHDRAWN -> false;
            };
        }
    }

    /** The same question, to nobody. */
    Consent withoutPerson() {
        return new Consent(
                id,
                Optional.empty(),
                agency,
                agencyName,
                procedure,
                purpose,
                fields,
                explanation,
                state,
                revision,
                askedAt,
                validUntil,
                lapsesAt,
                decidedAt,
                withdrawnAt,
                withdrawalDue,
                receipt);
    }

    boolean lapsed(Instant now) {
        return state == State.ASKED && !now.isBefore(lapsesAt);
    }
}
