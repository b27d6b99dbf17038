package vn.dancu.idnumber.life;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.ledger.Allocated;
import vn.dancu.idnumber.ledger.Allocation;
import vn.dancu.idnumber.ledger.NumberLedger;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;

/**
 * Circular 59/2021 Art 6: who was registered with another place, sex or year of birth gets another
 * number. The old one leads to it for ever and is given to nobody.
 */
@Component
class Reestablishments {
    private final LifeBook book;
    private final NumberLedger ledger;
    private final Outbox outbox;
    private final Clock clock;

    Reestablishments(LifeBook book, NumberLedger ledger, Outbox outbox, Clock clock) {
        this.book = book;
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @throws ProblemException 409 {@code number_not_of_person}, {@code number_cancelled}, {@code
     *     number_replaced}, {@code bucket_exhausted}; 422 {@code prefix_unknown}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public ReestablishmentAnswer apply(ReestablishmentOrder order) {
        Standing old = living(order);
        Allocated allocated =
                ledger.replace(new Allocation(order.personId(), order.bucket()), order.requestId());
        PersonalIdNumber number =
                switch (allocated.outcome()) {
                    case ASSIGNED -> Objects.requireNonNull(allocated.number());
                    case PREFIX_UNKNOWN ->
                            throw ProblemException.refused(
                                    "prefix_unknown",
                                    "The prefix is not in the reference data.",
                                    "/prefix");
                    default ->
                            throw ProblemException.conflict(
                                    "bucket_exhausted",
                                    "All numbers of this place, sex and year are given.");
                };
        write(order, old, number, clock.instant());
        return new ReestablishmentAnswer(order.personId(), order.number(), number);
    }

    private Standing living(ReestablishmentOrder order) {
        PersonalIdNumber current = book.holdItems(List.of(order.personId())).get(order.personId());
        Standing old = book.hold(List.of(order.number())).get(order.number());
        if (old == null || !old.owner().equals(order.personId())) {
            throw ProblemException.conflict(
                    "number_not_of_person", "The number is not this person's.");
        }
        boolean lives =
                old.life().state() == NumberState.ACTIVE
                        || old.life().state() == NumberState.SUSPENDED;
        if (!lives || !order.number().equals(current)) {
            throw ProblemException.conflict(
                    lives ? "number_replaced" : old.life().whyNotLiving(),
                    "The number is no longer the person's own.");
        }
        return old;
    }

    private void write(
            ReestablishmentOrder order, Standing old, PersonalIdNumber number, Instant now) {
        book.succeed(order.number(), number, order.personId(), now);
        book.setStates(
                Map.of(order.number(), NumberState.REESTABLISHED, number, old.life().state()));
        int version =
                book.versionsOf(List.of(order.personId())).getOrDefault(order.personId(), 0) + 1;
        book.record(
                List.of(
                        new LifeStep(
                                order.personId(),
                                version,
                                order.number(),
                                NumberState.REESTABLISHED,
                                number,
                                null)),
                new LifeBook.Cause(
                        "reestablish",
                        order.reason().code(),
                        order.evidence(),
                        order.decision(),
                        order.proposedBy(),
                        order.approvedBy(),
                        order.requestId(),
                        now));
        outbox.append(
                new OutgoingEvent(
                        LifeTopics.NUMBERS,
                        order.personId().toString(),
                        NumberReestablished.TYPE,
                        version,
                        new NumberReestablished(
                                order.personId(), order.reason(), order.requestId())));
    }
}
