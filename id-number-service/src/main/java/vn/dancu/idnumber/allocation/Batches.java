package vn.dancu.idnumber.allocation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Map<Outcome, List<UUID>> refused = new EnumMap<>(Outcome.class);
        for (Allocated one : outcomes) {
            if (one.outcome() != Outcome.ASSIGNED) {
                refused.computeIfAbsent(one.outcome(), any -> new ArrayList<>()).add(one.itemId());
            }
        }
        if (!refused.isEmpty()) {
            requests.keep(requestId, new Kept(refused));
        }
        return outcomes;
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
