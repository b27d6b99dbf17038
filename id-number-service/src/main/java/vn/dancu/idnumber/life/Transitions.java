package vn.dancu.idnumber.life;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.model.LifeCommand;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.idnumber.model.NumberLife;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/**
 * Suspends, reinstates, cancels, restores and reverts numbers, as many at once as a batch has. An
 * item that cannot be done is refused alone.
 */
@Component
class Transitions {
    private final LifeBook book;
    private final Outbox outbox;
    private final Clock clock;

    Transitions(LifeBook book, Outbox outbox, Clock clock) {
        this.book = book;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param own the person's own number from now on: after a revert, the old one
     * @param ownState how that stands, which the old one takes over from the new one
     */
    private record Done(
            LifeOrder.Item item,
            Standing standing,
            NumberLife.Applied applied,
            PersonalIdNumber own,
            NumberState ownState) {
        static Done of(
                LifeOrder.Item item,
                Standing standing,
                NumberLife.Applied applied,
                LifeReason reason) {
            PersonalIdNumber predecessor = standing.predecessor();
            return reason.command() == LifeCommand.REVERT && predecessor != null
                    ? new Done(item, standing, applied, predecessor, standing.life().state())
                    : new Done(item, standing, applied, item.number(), applied.state());
        }
    }

    /**
     * @param order each person once
     * @return the outcomes in the order of the items
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public TransitionAnswer apply(LifeOrder order) {
        Map<UUID, PersonalIdNumber> current =
                book.holdItems(order.items().stream().map(LifeOrder.Item::personId).toList());
        Map<PersonalIdNumber, Standing> standings =
                book.hold(order.items().stream().map(LifeOrder.Item::number).toList());
        List<TransitionAnswer.Item> outcomes = new ArrayList<>(order.items().size());
        List<Done> done = new ArrayList<>();
        for (LifeOrder.Item item : order.items()) {
            Standing standing = standings.get(item.number());
            if (standing == null) {
                outcomes.add(TransitionAnswer.Item.refused(item.personId(), "number_unknown"));
                continue;
            }
            String refusal = whyNot(item, standing, current.get(item.personId()));
            if (refusal != null) {
                outcomes.add(TransitionAnswer.Item.refused(item.personId(), refusal));
                continue;
            }
            switch (standing.life().after(order.reason())) {
                case NumberLife.Refused refused ->
                        outcomes.add(
                                TransitionAnswer.Item.refused(item.personId(), refused.code()));
                case NumberLife.Applied applied -> {
                    Done one = Done.of(item, standing, applied, order.reason());
                    done.add(one);
                    outcomes.add(
                            TransitionAnswer.Item.applied(
                                    item.personId(), one.ownState(), one.own()));
                }
            }
        }
        if (!done.isEmpty()) {
            write(order, done, clock.instant());
        }
        return new TransitionAnswer(outcomes);
    }

    private static @Nullable String whyNot(
            LifeOrder.Item item, Standing standing, @Nullable PersonalIdNumber current) {
        if (!standing.owner().equals(item.personId())) {
            return "number_not_of_person";
        }
        // A number that was the item's once leads elsewhere now, and nothing is done to it.
        return item.number().equals(current) ? null : "number_replaced";
    }

    private void write(LifeOrder order, List<Done> done, Instant now) {
        writeStates(order.reason(), done, now);
        Map<UUID, Integer> versions =
                book.versionsOf(done.stream().map(one -> one.item().personId()).toList());
        List<LifeStep> steps = new ArrayList<>(done.size());
        List<OutgoingEvent> events = new ArrayList<>(done.size());
        for (Done one : done) {
            UUID personId = one.item().personId();
            int version = versions.getOrDefault(personId, 0) + 1;
            steps.add(
                    new LifeStep(
                            personId,
                            version,
                            one.item().number(),
                            one.applied().state(),
                            one.own().equals(one.item().number()) ? null : one.own(),
                            one.item().otherPersonId()));
            events.add(
                    new OutgoingEvent(
                            LifeTopics.NUMBERS,
                            personId.toString(),
                            NumberStateChanged.TYPE,
                            version,
                            new NumberStateChanged(
                                    personId, one.ownState(), order.reason(), order.requestId())));
        }
        book.record(
                steps,
                new LifeBook.Cause(
                        order.reason().command().code(),
                        order.reason().code(),
                        order.evidence(),
                        order.decision(),
                        order.proposedBy(),
                        order.approvedBy(),
                        order.requestId(),
                        now));
        outbox.appendAll(events);
    }

    private void writeStates(LifeReason reason, List<Done> done, Instant now) {
        Map<PersonalIdNumber, NumberState> states = new HashMap<>();
        for (Done one : done) {
            states.put(one.item().number(), one.applied().state());
            states.put(one.own(), one.ownState());
        }
        book.setStates(states);
        List<PersonalIdNumber> numbers = done.stream().map(one -> one.item().number()).toList();
        List<UUID> items = done.stream().map(one -> one.item().personId()).toList();
        switch (reason.command()) {
            case SUSPEND -> book.suspend(numbers, reason, now);
            case REINSTATE -> book.lift(numbers, reason.lifts());
            case CANCEL -> book.setCancelled(items, true);
            case RESTORE -> book.setCancelled(items, false);
            case REVERT ->
                    done.forEach(
                            one ->
                                    book.revert(
                                            one.item().number(),
                                            one.own(),
                                            one.item().personId(),
                                            now));
        }
    }
}
