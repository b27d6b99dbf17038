package vn.dancu.idnumber.allocation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Outcome;
import vn.dancu.idnumber.requests.AnsweredRequests;

/**
 * Batches whose outcomes are kept by request id. A number is its item's for ever and need not be
 * kept twice; what is kept is which items got none, and why.
 */
@Component
class Batches {
    private static final String OPERATION = "allocation";

    private final NumberLedger ledger;
    private final AnsweredRequests requests;

    Batches(NumberLedger ledger, AnsweredRequests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    record Kept(Map<Outcome, List<UUID>> refused) {}

    /**
     * @throws vn.dancu.platform.problem.ProblemException 422 {@code request_id_reused} if the id
     *     came before with other items
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Allocated> allocate(UUID requestId, List<Allocation> items) {
        if (!requests.isFirst(requestId, OPERATION, content(items))) {
            return again(requestId, items);
        }
        List<Allocated> outcomes = ledger.allocate(items);
        keepRefused(requestId, outcomes);
        return outcomes;
    }

    /** Takes the request ids of a group; gives those of it that are to be answered now. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<GroupedAllocations.Asked> take(List<GroupedAllocations.Asked> group) {
        Map<UUID, byte[]> kept = new HashMap<>();
        for (GroupedAllocations.Asked asked : group) {
            UUID keptAs = asked.keptAs();
            if (keptAs != null) {
                kept.put(keptAs, content(asked.items()));
            }
        }
        if (kept.isEmpty()) {
            return group;
        }
        Set<UUID> taken = requests.takeNew(kept, OPERATION);
        return group.stream()
                .filter(asked -> asked.keptAs() == null || taken.contains(asked.keptAs()))
                .toList();
    }

    /** Leaves requests of a group to transactions of their own, as if they were new. */
    @Transactional(propagation = Propagation.MANDATORY)
    void leave(List<GroupedAllocations.Asked> unanswered) {
        List<UUID> taken =
                unanswered.stream()
                        .map(GroupedAllocations.Asked::keptAs)
                        .filter(Objects::nonNull)
                        .toList();
        if (!taken.isEmpty()) {
            requests.giveBack(taken);
        }
    }

    /** Keeps which items of a request got no number, and why. */
    @Transactional(propagation = Propagation.MANDATORY)
    void keepRefused(UUID requestId, List<Allocated> outcomes) {
        Map<Outcome, List<UUID>> refused = new EnumMap<>(Outcome.class);
        for (Allocated one : outcomes) {
            if (one.outcome() != Outcome.ASSIGNED) {
                refused.computeIfAbsent(one.outcome(), any -> new ArrayList<>()).add(one.itemId());
            }
        }
        if (!refused.isEmpty()) {
            requests.keep(requestId, new Kept(refused));
        }
    }

    private List<Allocated> again(UUID requestId, List<Allocation> items) {
        Map<UUID, Allocated> outcomes = HashMap.newHashMap(items.size());
        requests.kept(requestId, Kept.class)
                .ifPresent(
                        kept ->
                                kept.refused()
                                        .forEach(
                                                (outcome, ids) ->
                                                        ids.forEach(
                                                                id ->
                                                                        outcomes.put(
                                                                                id,
                                                                                new Allocated(
                                                                                        id, outcome,
                                                                                        null)))));
        List<Allocation> others =
                items.stream().filter(item -> !outcomes.containsKey(item.itemId())).toList();
        ledger.allocate(others).forEach(one -> outcomes.put(one.itemId(), one));
        return items.stream()
                .map(item -> Objects.requireNonNull(outcomes.get(item.itemId()), "answered"))
                .toList();
    }

    /** What makes two batches the same: the items and their buckets, in their order. */
    private static byte[] content(List<Allocation> items) {
        ByteBuffer content = ByteBuffer.allocate(items.size() * (2 * Long.BYTES + Integer.BYTES));
        for (Allocation item : items) {
            content.putLong(item.itemId().getMostSignificantBits())
                    .putLong(item.itemId().getLeastSignificantBits())
                    .putInt(item.bucket().fixedDigits());
        }
        return content.array();
    }
}
