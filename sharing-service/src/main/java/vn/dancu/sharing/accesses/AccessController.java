package vn.dancu.sharing.accesses;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;

/**
 * Shows a citizen who asked about them, also in vain. The Public Service Portal asks on the
 * citizen's behalf (Circular 46/2022/TT-BCA Art 12: look-up on the portal after log-in).
 */
@RestController
class AccessController {
    private final AccessRecords records;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;

    AccessController(AccessRecords records, AuditRecords audit, TransactionTemplate transaction) {
        this.records = records;
        this.audit = audit;
        this.transaction = transaction;
    }

    record AgencyView(String code, String name) {}

    record AccessView(
            UUID id,
            Instant at,
            AgencyView agency,
            String procedure,
            String purpose,
            String operation,
            List<String> fields,
            String outcome) {
        static AccessView of(AccessRecords.Shown shown) {
            return new AccessView(
                    shown.id(),
                    shown.at().toInstant(),
                    new AgencyView(shown.agencyCode(), shown.agencyName()),
                    shown.procedure(),
                    shown.purpose(),
                    shown.operation(),
                    shown.fields(),
                    shown.outcome());
        }
    }

    /**
     * @param next what to give as {@code after} for the next page; absent on the last one
     */
    record AccessPage(List<AccessView> accesses, @Nullable UUID next) {}

    @GetMapping("/sharing/v1/persons/{personId}/accesses")
    AccessPage accesses(
            @PathVariable UUID personId,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        List<AccessRecords.Shown> rows =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    audit.record(
                                            "accesses_read", Optional.of(personId), "answered");
                                    return records.page(personId, after, limit + 1);
                                }));
        boolean more = rows.size() > limit;
        List<AccessView> shown = rows.stream().limit(limit).map(AccessView::of).toList();
        return new AccessPage(shown, more ? shown.getLast().id() : null);
    }
}
