package vn.dancu.sharing.accesses;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;

/** The access record as it is shown to the citizen whom it concerns; each look is recorded too. */
@Component
public class AccessPages {
    private final AccessRecords records;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;

    AccessPages(AccessRecords records, AuditRecords audit, TransactionTemplate transaction) {
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
    public record AccessPage(List<AccessView> accesses, @Nullable UUID next) {}

    /** Newest first, without those whose disclosure is delayed. */
    public AccessPage of(UUID person, @Nullable UUID after, int limit) {
        List<AccessRecords.Shown> rows =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> {
                                    audit.record("accesses_read", Optional.of(person), "answered");
                                    return records.page(person, after, limit + 1);
                                }));
        boolean more = rows.size() > limit;
        List<AccessView> shown = rows.stream().limit(limit).map(AccessView::of).toList();
        return new AccessPage(shown, more ? shown.getLast().id() : null);
    }
}
