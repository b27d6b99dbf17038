package vn.dancu.idnumber.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.LastSeen;
import vn.dancu.platform.audit.AuditRecords;

/** An operator says that the database was restored, and sees how assignment stands. */
@RestController
class RestorationController {
    private static final int LATEST = 20;

    private final LedgerState ledger;
    private final Restorations restorations;
    private final TransactionTemplate transaction;
    private final AuditRecords audit;
    private final Clock clock;
    private final LastSeen lastSeen;

    RestorationController(
            LedgerState ledger,
            Restorations restorations,
            TransactionTemplate transaction,
            AuditRecords audit,
            Clock clock,
            LastSeen lastSeen) {
        this.lastSeen = lastSeen;
        this.ledger = ledger;
        this.restorations = restorations;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param assignment {@code open}, {@code closed}, or {@code unverified} while the server that
     *     answers is looked at
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Standing(
            String assignment,
            @Nullable String reason,
            @Nullable OffsetDateTime since,
            List<Restorations.Restoration> latest) {}

    private boolean wasSeen(LedgerState.State state) {
        LastSeen.Sight seen = lastSeen.last();
        return seen != null && seen.incarnation().equals(state.incarnation());
    }

    /** Closes assignment at once and starts a run, whatever the state looks like. */
    @PostMapping("/id-numbers/v1/restorations")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Standing restored() {
        transaction.executeWithoutResult(
                status -> {
                    audit.record("numbers_restored", Optional.empty(), "closed");
                    ledger.close("operator_restored", clock.instant());
                });
        restorations.startNow("operator_restored");
        return standing();
    }

    @GetMapping("/id-numbers/v1/restorations")
    Standing standing() {
        LedgerState.State state = ledger.read();
        String assignment =
                state.closedReason() != null
                        ? "closed"
                        : state.isVerifiedFor(ledger.server()) && wasSeen(state)
                                ? "open"
                                : "unverified";
        return new Standing(
                assignment, state.closedReason(), state.closedAt(), restorations.latest(LATEST));
    }
}
