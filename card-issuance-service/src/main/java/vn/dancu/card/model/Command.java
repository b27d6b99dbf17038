package vn.dancu.card.model;

import static vn.dancu.card.model.ApplicationState.APPROVED;
import static vn.dancu.card.model.ApplicationState.DELIVERED;
import static vn.dancu.card.model.ApplicationState.PERSONALISED;
import static vn.dancu.card.model.ApplicationState.QUALITY_CHECKED;
import static vn.dancu.card.model.ApplicationState.REFUSED;
import static vn.dancu.card.model.ApplicationState.RETURNED;
import static vn.dancu.card.model.ApplicationState.STOPPED;
import static vn.dancu.card.model.ApplicationState.SUBMITTED;
import static vn.dancu.card.model.ApplicationState.WITHDRAWN;

/** What can be done to an application, and where it leads. Who files never decides. */
public enum Command {
    APPROVE(APPROVED),
    /** Also after approval, when the record has changed since: what is printed was approved. */
    RETURN(RETURNED),
    RESUBMIT(SUBMITTED),
    REFUSE(REFUSED),
    /** By the applicant, as long as no card is made. */
    WITHDRAW(WITHDRAWN),
    PERSONALISE(PERSONALISED),
    PASS_QUALITY(QUALITY_CHECKED),
    /** The spoilt card is void; another one is made, or the application is returned. */
    FAIL_QUALITY(APPROVED),
    DELIVER(DELIVERED),
    /** By a fact of the population record. */
    STOP(STOPPED);

    private final ApplicationState target;

    Command(ApplicationState target) {
        this.target = target;
    }

    public ApplicationState target() {
        return target;
    }

    public boolean isAllowedFrom(ApplicationState state) {
        return switch (this) {
            case APPROVE, REFUSE -> state == SUBMITTED;
            case RETURN -> state == SUBMITTED || state == APPROVED;
            case RESUBMIT -> state == RETURNED;
            case WITHDRAW -> state == SUBMITTED || state == RETURNED || state == APPROVED;
            case PERSONALISE -> state == APPROVED;
            case PASS_QUALITY -> state == PERSONALISED;
            case FAIL_QUALITY -> state == PERSONALISED || state == QUALITY_CHECKED;
            case DELIVER -> state == QUALITY_CHECKED;
            case STOP -> state.isOpen();
        };
    }
}
