package vn.dancu.idnumber.life;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;

/**
 * Gives a number to whose it is. Who had it is left as if it had never been theirs: with the number
 * before it, or with none, and then may ask for one. The owner's number of before leads to it. What
 * suspends a number is about the person and does not go with the number. A transfer the other way
 * round takes it back.
 */
@Component
class Transfers {
    private final LifeBook book;
    private final Outbox outbox;
    private final Clock clock;

    Transfers(LifeBook book, Outbox outbox, Clock clock) {
        this.book = book;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param former the owner's own number of before, if it lives and so leads to this one
     */
    private record Move(
            TransferOrder order, Standing standing, @Nullable Standing former, Instant at) {
        /** How the number stands with its owner. */
        NumberState state() {
            return former == null ? NumberState.ACTIVE : former.life().state();
        }
    }

    /**
     * @throws ProblemException 409 {@code number_not_of_person}, {@code number_replaced}, {@code
     *     number_withdrawn}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void apply(TransferOrder order) {
        Map<UUID, PersonalIdNumber> own = book.holdItems(List.of(order.holder(), order.owner()));
        PersonalIdNumber ownersOwn = own.get(order.owner());
        Set<PersonalIdNumber> concerned = new HashSet<>(Set.of(order.number()));
        if (ownersOwn != null) {
            concerned.add(ownersOwn);
        }
        Map<PersonalIdNumber, Standing> standings = book.hold(concerned);
        Standing standing = standings.get(order.number());
        requireTransferable(order.holder(), standing);
        Standing former = ownersOwn == null ? null : standings.get(ownersOwn);
        Move move =
                new Move(
                        order,
                        Objects.requireNonNull(standing),
                        former != null && former.isLiving() ? former : null,
                        clock.instant());
        leave(move, order.number().equals(own.get(order.holder())));
        arrive(move, ownersOwn != null);
        tell(move);
    }

    /** What can no longer go anywhere. */
    static void requireTransferable(UUID holder, @Nullable Standing standing) {
        if (standing == null || !standing.owner().equals(holder)) {
            throw ProblemException.conflict(
                    "number_not_of_person", "The number is not this person's.");
        }
        switch (standing.life().state()) {
            case ACTIVE, SUSPENDED, CANCELLED -> {}
            case REESTABLISHED ->
                    throw ProblemException.conflict(
                            "number_replaced", "Another number stands in its place.");
            case WITHDRAWN ->
                    throw ProblemException.conflict(
                            "number_withdrawn", "It is nobody's: its owner's is registered.");
        }
    }

    private void leave(Move move, boolean isOwn) {
        TransferOrder order = move.order();
        PersonalIdNumber earlier = move.standing().predecessor();
        if (earlier != null) {
            book.revert(order.number(), earlier, order.holder(), move.at());
            book.setStates(Map.of(earlier, move.standing().life().state()));
            return;
        }
        book.forgetSuspensions(order.number());
        if (isOwn) {
            book.disown(order.holder());
        }
    }

    private void arrive(Move move, boolean hasRow) {
        TransferOrder order = move.order();
        Map<PersonalIdNumber, NumberState> states = new HashMap<>();
        states.put(order.number(), move.state());
        Standing former = move.former();
        book.give(order.number(), order.owner());
        if (former != null) {
            book.succeed(former.number(), order.number(), order.owner(), move.at());
            states.put(former.number(), NumberState.REESTABLISHED);
        }
        book.setStates(states);
        if (hasRow) {
            book.own(order.owner(), order.number());
            book.setCancelled(List.of(order.owner()), false);
        } else {
            book.assign(order.owner(), order.number());
        }
    }

    private void tell(Move move) {
        TransferOrder order = move.order();
        Map<UUID, Integer> versions = book.versionsOf(List.of(order.holder(), order.owner()));
        int holders = versions.getOrDefault(order.holder(), 0) + 1;
        int owners = versions.getOrDefault(order.owner(), 0);
        book.record(
                List.of(
                        new LifeStep(
                                order.holder(),
                                holders,
                                order.number(),
                                move.state(),
                                move.standing().predecessor(),
                                order.owner())),
                cause(order, "transfer", move.at()));
        List<LifeStep> received = new ArrayList<>();
        Standing former = move.former();
        if (former != null) {
            owners++;
            received.add(
                    new LifeStep(
                            order.owner(),
                            owners,
                            former.number(),
                            NumberState.REESTABLISHED,
                            order.number(),
                            order.holder()));
        }
        owners++;
        received.add(
                new LifeStep(
                        order.owner(), owners, order.number(), move.state(), null, order.holder()));
        book.record(received, cause(order, "receive", move.at()));
        outbox.append(event(order, order.holder(), order.owner(), false, holders));
        outbox.append(event(order, order.owner(), order.holder(), true, owners));
    }

    private static LifeBook.Cause cause(TransferOrder order, String command, Instant at) {
        return new LifeBook.Cause(
                command,
                order.reason().code(),
                order.evidence(),
                order.decision(),
                order.proposedBy(),
                order.approvedBy(),
                order.requestId(),
                at);
    }

    private static OutgoingEvent event(
            TransferOrder order, UUID person, UUID other, boolean gained, int version) {
        return new OutgoingEvent(
                LifeTopics.NUMBERS,
                person.toString(),
                NumberTransferred.TYPE,
                version,
                new NumberTransferred(person, gained, other, order.reason(), order.requestId()));
    }
}
