package vn.dancu.idnumber.allocation;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.settings.GroupSettings;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.groups.GroupWork;

/**
 * Small requests that come at the same time share a transaction: one commit, one round trip for
 * each statement, whoever asks. A group waits for no bucket and for no more callers: it is whoever
 * waits when a worker is free. Who cannot be answered in it, because of another caller or of
 * itself, is answered alone.
 */
@Component
class GroupedAllocations {
    private final NumberLedger ledger;
    private final Batches batches;
    private final AuditRecords audit;
    private final TransactionTemplate transaction;
    private final GroupSettings settings;
    private final GroupWork<Asked, Optional<List<Allocated>>> groups;
    private final DistributionSummary sizes;

    GroupedAllocations(
            NumberLedger ledger,
            Batches batches,
            AuditRecords audit,
            TransactionTemplate transaction,
            GroupSettings settings,
            MeterRegistry registry) {
        this.ledger = ledger;
        this.batches = batches;
        this.audit = audit;
        this.transaction = transaction;
        this.settings = settings;
        this.groups =
                new GroupWork<>(
                        settings.ofWork(),
                        asked -> asked.items().size(),
                        settings.itemsOfARequest(),
                        this::answers);
        this.sizes =
                DistributionSummary.builder("dancu.numbers.group.requests")
                        .description("requests that shared a transaction")
                        .register(registry);
    }

    /**
     * @param keptAs the request id under which the outcome is kept; null where it is not
     * @param records who asks for whom, taken on the thread of the request
     */
    record Asked(@Nullable UUID keptAs, List<Allocation> items, List<AuditRecords.Entry> records) {}

    /** Whether the items are so few that they are given in a group. */
    boolean fits(List<Allocation> items) {
        return items.size() <= settings.itemsOfARequest();
    }

    /**
     * The outcomes in the order of the items; nothing where the request has to be answered in a
     * transaction of its own, which changes nothing of what it got.
     */
    Optional<List<Allocated>> allocate(Asked asked) {
        return groups.with(asked);
    }

    private List<Optional<List<Allocated>>> answers(List<Asked> group) {
        Map<Asked, List<Allocated>> answers = Map.of();
        try {
            List<Asked> distinct = distinct(group);
            sizes.record(distinct.size());
            Map<Asked, List<Allocated>> answered =
                    transaction.execute(status -> together(distinct));
            answers = answered == null ? Map.of() : answered;
        } catch (RuntimeException e) {
            // Whatever it is, each meets it alone and is told of its own fault only.
            answers = Map.of();
        }
        return group.stream().map(answers::get).map(Optional::ofNullable).toList();
    }

    /** Of two that name one item, or one request, the second is answered after the first. */
    private static List<Asked> distinct(List<Asked> group) {
        Set<UUID> items = new HashSet<>();
        Set<UUID> requests = new HashSet<>();
        List<Asked> distinct = new ArrayList<>(group.size());
        for (Asked asked : group) {
            boolean fresh =
                    asked.items().stream().noneMatch(item -> items.contains(item.itemId()))
                            && (asked.keptAs() == null || requests.add(asked.keptAs()));
            if (fresh) {
                asked.items().forEach(item -> items.add(item.itemId()));
                distinct.add(asked);
            }
        }
        return distinct;
    }

    private Map<Asked, List<Allocated>> together(List<Asked> group) {
        List<Asked> fresh = batches.take(group);
        List<Allocation> items = fresh.stream().flatMap(asked -> asked.items().stream()).toList();
        Map<UUID, Allocated> outcomes = ledger.allocateFree(items);
        Map<Asked, List<Allocated>> answers = HashMap.newHashMap(fresh.size());
        List<AuditRecords.Entry> records = new ArrayList<>();
        for (Asked asked : fresh) {
            List<Allocated> own = new ArrayList<>(asked.items().size());
            for (Allocation item : asked.items()) {
                Allocated one = outcomes.get(item.itemId());
                if (one != null) {
                    own.add(one);
                }
            }
            if (own.size() == asked.items().size()) {
                UUID keptAs = asked.keptAs();
                if (keptAs != null) {
                    batches.keepRefused(keptAs, own);
                }
                records.addAll(asked.records());
                answers.put(asked, own);
            }
        }
        batches.leave(fresh.stream().filter(asked -> !answers.containsKey(asked)).toList());
        audit.recordEach(records);
        return answers;
    }
}
