package vn.dancu.card.model;

import static vn.dancu.card.model.ApplicationState.APPROVED;
import static vn.dancu.card.model.ApplicationState.AT_UNIT;
import static vn.dancu.card.model.ApplicationState.BATCHED;
import static vn.dancu.card.model.ApplicationState.BOOKED;
import static vn.dancu.card.model.ApplicationState.CAPTURED;
import static vn.dancu.card.model.ApplicationState.DATA_CHECKED;
import static vn.dancu.card.model.ApplicationState.DELIVERED;
import static vn.dancu.card.model.ApplicationState.DISPATCHED;
import static vn.dancu.card.model.ApplicationState.FEE_SETTLED;
import static vn.dancu.card.model.ApplicationState.FORM_PRINTED;
import static vn.dancu.card.model.ApplicationState.PACKED;
import static vn.dancu.card.model.ApplicationState.PERSONALISED;
import static vn.dancu.card.model.ApplicationState.QUALITY_CHECKED;
import static vn.dancu.card.model.ApplicationState.RECEIVED;
import static vn.dancu.card.model.ApplicationState.REFUSED;
import static vn.dancu.card.model.ApplicationState.RETURNED;
import static vn.dancu.card.model.ApplicationState.SIGNED;
import static vn.dancu.card.model.ApplicationState.STOPPED;
import static vn.dancu.card.model.ApplicationState.SUBMITTED;
import static vn.dancu.card.model.ApplicationState.UNDELIVERED;
import static vn.dancu.card.model.ApplicationState.WITHDRAWN;

import java.util.EnumSet;
import java.util.Set;

/** What can be done to an application, and where it leads. Who handles it never decides. */
public enum Command {
    /** The citizen with a booking has come. */
    RECEIVE(RECEIVED, BOOKED),
    /** Reads the record; once more where it has changed since or the application was returned. */
    CHECK_DATA(
            DATA_CHECKED,
            RECEIVED,
            DATA_CHECKED,
            CAPTURED,
            FORM_PRINTED,
            SIGNED,
            FEE_SETTLED,
            RETURNED),
    /** Takes features, fingerprints and portrait; again where the form shows a mistake. */
    CAPTURE(CAPTURED, DATA_CHECKED, CAPTURED, FORM_PRINTED),
    /** Prints the form CC02; a reprint is another form with another code. */
    PRINT_FORM(FORM_PRINTED, CAPTURED, FORM_PRINTED),
    /** The citizen has signed what was printed last. */
    SIGN_FORM(SIGNED, FORM_PRINTED),
    SETTLE_FEE(FEE_SETTLED, SIGNED),
    SUBMIT(SUBMITTED, FEE_SETTLED),
    APPROVE(APPROVED, SUBMITTED),
    /** Also later, when the record has changed since: what is printed was approved. */
    RETURN(RETURNED, SUBMITTED, APPROVED, BATCHED),
    /** Hands in again what the record has left as it was signed, or what came in at once. */
    RESUBMIT(SUBMITTED, RETURNED),
    /** At the counter by who receives, afterwards by a second officer. */
    REFUSE(REFUSED, RECEIVED, DATA_CHECKED, SUBMITTED),
    /** By the applicant, as long as no card is made; or because nobody came. */
    WITHDRAW(
            WITHDRAWN,
            BOOKED,
            RECEIVED,
            DATA_CHECKED,
            CAPTURED,
            FORM_PRINTED,
            SIGNED,
            FEE_SETTLED,
            SUBMITTED,
            RETURNED,
            APPROVED),
    BATCH(BATCHED, APPROVED),
    /** Out of its run before a card was made: the run was closed or recalled. */
    UNBATCH(APPROVED, BATCHED),
    /** Within a run, or as a single card. */
    PERSONALISE(PERSONALISED, APPROVED, BATCHED),
    PASS_QUALITY(QUALITY_CHECKED, PERSONALISED),
    /** The spoilt card is void; another one is made, or the application is returned. */
    FAIL_QUALITY(APPROVED, PERSONALISED, QUALITY_CHECKED, PACKED, AT_UNIT),
    PACK(PACKED, QUALITY_CHECKED),
    /** Out of its parcel again, before it is under way. */
    UNPACK(QUALITY_CHECKED, PACKED),
    DISPATCH(DISPATCHED, PACKED),
    ARRIVE(AT_UNIT, DISPATCHED),
    /** The parcel, or the card in it, is gone: void, and another one is made. */
    LOSE(APPROVED, PACKED, DISPATCHED, AT_UNIT),
    /** At the unit; or at the centre, where the citizen applied there and no parcel was needed. */
    DELIVER(DELIVERED, QUALITY_CHECKED, AT_UNIT),
    /** The record has changed since the card was made: void, and the application is corrected. */
    RECALL(RETURNED, PERSONALISED, QUALITY_CHECKED, PACKED, DISPATCHED, AT_UNIT),
    /** Nobody came for it in time. */
    SEND_BACK(UNDELIVERED, AT_UNIT),
    /** By a fact of the population record. */
    STOP(STOPPED, ApplicationState.open().toArray(ApplicationState[]::new));

    /** What an officer does who hands the application in: such an officer never decides on it. */
    private static final Set<Command> HANDLING =
            EnumSet.of(
                    RECEIVE,
                    CHECK_DATA,
                    CAPTURE,
                    PRINT_FORM,
                    SIGN_FORM,
                    SETTLE_FEE,
                    SUBMIT,
                    RESUBMIT);

    private final ApplicationState target;

    /** {@link Set#of} never changes, which its type does not say. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<ApplicationState> from;

    Command(ApplicationState target, ApplicationState... from) {
        this.target = target;
        this.from = Set.of(from);
    }

    public ApplicationState target() {
        return target;
    }

    public boolean isAllowedFrom(ApplicationState state) {
        return from.contains(state);
    }

    /** Whether who does this has handled the application and may not decide on it. */
    public boolean isHandling() {
        return HANDLING.contains(this);
    }
}
