package vn.dancu.idnumber.allocation;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.ledger.Refusals;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.settings.GenerationSettings;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/**
 * Answers each request for a number with the number or the reason, in one transaction with it.
 *
 * <p>A person who is asked for again has one number, and gets the answer again: the first may have
 * been lost on the other side.
 */
@Component
class NumberRequestedHandler implements EventHandler {
    private final NumberLedger ledger;
    private final Refusals refusals;
    private final GenerationSettings generation;
    private final Outbox outbox;
    private final JsonMapper json;
    private final Clock clock;

    NumberRequestedHandler(
            NumberLedger ledger,
            Refusals refusals,
            GenerationSettings generation,
            Outbox outbox,
            JsonMapper json,
            Clock clock) {
        this.ledger = ledger;
        this.refusals = refusals;
        this.generation = generation;
        this.outbox = outbox;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "number-requests";
    }

    @Override
    public String topic() {
        return NumberTopics.REQUESTS;
    }

    @Override
    public Set<String> types() {
        return Set.of(NumberRequested.TYPE);
    }

    @Override
    public void handle(IncomingEvent event) {
        NumberRequested requested = json.treeToValue(event.data(), NumberRequested.class);
        Bucket bucket;
        try {
            bucket =
                    generation
                            .generating()
                            .bucket(requested.prefix(), requested.sex(), requested.birthYear());
        } catch (InvalidValueException e) {
            answerWithoutBucket(requested, e.code());
            return;
        }
        answer(
                requested,
                ledger.allocate(List.of(new Allocation(requested.personId(), bucket))).getFirst());
    }

    /** No digit is guessed where sex or year cannot be coded, but an earlier number stays. */
    private void answerWithoutBucket(NumberRequested requested, String code) {
        Optional<Allocated> known = ledger.answerOf(requested.personId());
        if (known.isPresent()) {
            answer(requested, known.get());
        } else {
            refusals.record(requested.personId(), code, clock.instant());
            refuse(requested, code);
        }
    }

    private void answer(NumberRequested requested, Allocated allocated) {
        PersonalIdNumber number = allocated.number();
        if (number == null) {
            refuse(requested, allocated.outcome().code());
        } else {
            assign(requested, number);
        }
    }

    private void assign(NumberRequested requested, PersonalIdNumber number) {
        tell(
                requested,
                NumberAssigned.TYPE,
                refusals.timesRefused(requested.personId()) + 1,
                new NumberAssigned(requested.requestId(), requested.personId(), number));
    }

    private void refuse(NumberRequested requested, String code) {
        tell(
                requested,
                NumberRefused.TYPE,
                refusals.timesRefused(requested.personId()),
                new NumberRefused(requested.requestId(), requested.personId(), code));
    }

    private void tell(NumberRequested requested, String type, int version, Record data) {
        outbox.append(
                new OutgoingEvent(
                        NumberTopics.OUTCOMES,
                        requested.personId().toString(),
                        type,
                        version,
                        data));
    }
}
