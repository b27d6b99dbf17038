package vn.dancu.idnumber.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/** Answers a batch of requests with one event, in one transaction with the numbers. */
@Component
class BatchRequestedHandler implements EventHandler {
    private final Batches batches;
    private final GenerationSettings generation;
    private final NumberSettings settings;
    private final Outbox outbox;
    private final JsonMapper json;

    BatchRequestedHandler(
            Batches batches,
            GenerationSettings generation,
            NumberSettings settings,
            Outbox outbox,
            JsonMapper json) {
        this.batches = batches;
        this.generation = generation;
        this.settings = settings;
        this.outbox = outbox;
        this.json = json;
    }

    @Override
    public String name() {
        return "number-batches";
    }

    @Override
    public String topic() {
        return NumberTopics.REQUESTS;
    }

    @Override
    public Set<String> types() {
        return Set.of(BatchRequested.TYPE);
    }

    @Override
    public void handle(IncomingEvent event) {
        BatchRequested requested = json.treeToValue(event.data(), BatchRequested.class);
        if (requested.items().size() > settings.maxEventItems()) {
            throw new IllegalArgumentException("an event has too many items");
        }
        Map<UUID, BatchAnswered.Item> answers = new HashMap<>();
        List<Allocation> items = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (BatchRequested.Item item : requested.items()) {
            if (!seen.add(item.personId())) {
                throw new IllegalArgumentException("a person stands in a batch once");
            }
            try {
                items.add(
                        new Allocation(
                                item.personId(),
                                generation
                                        .generating()
                                        .bucket(item.prefix(), item.sex(), item.birthYear())));
            } catch (InvalidValueException e) {
                answers.put(
                        item.personId(), new BatchAnswered.Item(item.personId(), e.code(), null));
            }
        }
        batches.allocate(requested.requestId(), items)
                .forEach(
                        one ->
                                answers.put(
                                        one.itemId(),
                                        new BatchAnswered.Item(
                                                one.itemId(), one.outcome().code(), one.number())));
        outbox.append(
                new OutgoingEvent(
                        NumberTopics.OUTCOMES,
                        requested.requestId().toString(),
                        BatchAnswered.TYPE,
                        1,
                        new BatchAnswered(
                                requested.requestId(),
                                requested.items().stream()
                                        .map(
                                                item ->
                                                        Objects.requireNonNull(
                                                                answers.get(item.personId())))
                                        .toList())));
    }
}
