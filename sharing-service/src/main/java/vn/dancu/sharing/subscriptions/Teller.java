package vn.dancu.sharing.subscriptions;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.disclosure.Notices;
import vn.dancu.sharing.disclosure.Notices.Notice;
import vn.dancu.sharing.disclosure.Notices.Touched;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.PersonField;
import vn.dancu.sharing.model.Topic;

/**
 * Decides what of a notification may be told, and makes it deliverable in the transaction that
 * records it. What a look-up would not tell, nobody is told by this way either.
 */
@Component
class Teller {
    /** Lines by which the set of an enrolment is superseded. */
    private static final Set<String> SET =
            Set.of(
                    "number",
                    "oldNumber",
                    "otherOldNumbers",
                    "name",
                    "dateOfBirth",
                    "closed",
                    "mergedInto");

    private static final Set<String> LIFE = Set.of("death", "status", "missing");

    private final Notices notices;
    private final Notifications notifications;
    private final Deliveries deliveries;
    private final Enrolments enrolments;
    private final SubscriptionLimits limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Teller(
            Notices notices,
            Notifications notifications,
            Deliveries deliveries,
            Enrolments enrolments,
            SubscriptionLimits limits,
            TransactionTemplate transaction,
            Clock clock) {
        this.notices = notices;
        this.notifications = notifications;
        this.deliveries = deliveries;
        this.enrolments = enrolments;
        this.limits = limits;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** How a round of permitting ended. */
    enum Round {
        /** Some were permitted or withdrawn; there may be more. */
        MORE,
        /** Nothing waits. */
        DONE,
        /** The lease is another's now, or the agreement does not stand. */
        OVER
    }

    /**
     * Permits the next ones.
     *
     * @throws vn.dancu.platform.problem.ProblemException 503 if the register does not answer
     */
    Round permit(Subscription subscription, Agreement agreement, UUID lease) {
        List<Notification> waiting = notifications.waiting(subscription.id(), limits.window());
        if (waiting.isEmpty()) {
            return Round.DONE;
        }
        Map<Long, Touched> touched = touched(subscription, waiting);
        Instant now = clock.instant();
        return Objects.requireNonNull(
                transaction.execute(
                        status -> {
                            Optional<Long> last = deliveries.lock(subscription.id(), lease);
                            boolean kept = last.isPresent();
                            long position = last.orElse(0L);
                            for (Notification one : waiting) {
                                if (!kept) {
                                    break;
                                }
                                Told told = tell(subscription, agreement, one, touched);
                                switch (told) {
                                    case Told.Withdrawn(String why) ->
                                            notifications.withdraw(
                                                    subscription.id(), one.seq(), why, now);
                                    case Told.Permitted(List<PersonField> named) ->
                                            notifications.permit(
                                                    subscription.id(),
                                                    one,
                                                    ++position,
                                                    named,
                                                    subscription.isFeed(),
                                                    now);
                                    case Told.Refused _ -> kept = false;
                                }
                            }
                            if (!kept) {
                                // No record, nothing told: neither these nor those before them.
                                status.setRollbackOnly();
                                return Round.OVER;
                            }
                            deliveries.position(subscription.id(), position);
                            return Round.MORE;
                        }));
    }

    private sealed interface Told {
        record Permitted(List<PersonField> named) implements Told {}

        record Withdrawn(String why) implements Told {}

        record Refused() implements Told {}
    }

    private Told tell(
            Subscription subscription,
            Agreement agreement,
            Notification one,
            Map<Long, Touched> touched) {
        Touched known = touched.get(one.seq());
        if (known != null && known.setForgotten()) {
            // A look-up finds nobody any more by what the person was enrolled with.
            enrolments.remove(subscription.id(), one.enrolmentId(), one.occurredAt());
            return new Told.Withdrawn("not_told");
        }
        if (!one.enrolled()) {
            return new Told.Withdrawn("not_enrolled");
        }
        Optional<List<PersonField>> named = named(subscription, agreement, one, known);
        if (named.isEmpty()) {
            return new Told.Withdrawn("not_told");
        }
        if (!notices.consented(subscription.requester(), agreement, one.personId())) {
            return new Told.Withdrawn("consent_missing");
        }
        return recorded(subscription, agreement, one, named.get())
                ? new Told.Permitted(named.get())
                : new Told.Refused();
    }

    private boolean recorded(
            Subscription subscription,
            Agreement agreement,
            Notification one,
            List<PersonField> named) {
        String before = MDC.get(Correlation.MDC_KEY);
        MDC.put(Correlation.MDC_KEY, one.id().toString());
        try {
            return notices.record(
                    subscription.requester(),
                    agreement,
                    new Notice(
                            one.id(),
                            subscription.id(),
                            one.personId(),
                            one.topic(),
                            shown(subscription, agreement, one.topic(), named),
                            subscription.sandbox()));
        } finally {
            if (before == null) {
                MDC.remove(Correlation.MDC_KEY);
            } else {
                MDC.put(Correlation.MDC_KEY, before);
            }
        }
    }

    /** What the citizen is shown of it. */
    private static List<PersonField> shown(
            Subscription subscription, Agreement agreement, Topic topic, List<PersonField> named) {
        Set<PersonField> agreed =
                agreement
                        .terms()
                        .procedures()
                        .getOrDefault(subscription.requester().procedure(), Set.of());
        return switch (topic) {
            case LINES -> named;
            case NUMBER -> List.of(PersonField.NUMBER);
            case DEATH ->
                    EnumSet.of(PersonField.DEATH, PersonField.STATUS).stream()
                            .filter(agreed::contains)
                            .toList();
            case IDENTITY, CARD -> List.of();
        };
    }

    /** Whether it may be told, and which lines it names then. */
    private static Optional<List<PersonField>> named(
            Subscription subscription,
            Agreement agreement,
            Notification one,
            @Nullable Touched touched) {
        var procedure = subscription.requester().procedure();
        if (!one.topic().agreed(agreement.terms(), procedure)) {
            return Optional.empty();
        }
        if (one.topic() == Topic.CARD) {
            return Optional.of(List.of());
        }
        if (touched == null) {
            return Optional.empty();
        }
        boolean told =
                switch (one.topic()) {
                    case IDENTITY ->
                            (one.version().isEmpty() && !subscription.sandbox())
                                    ? touched.closed()
                                    : touched.lines().stream().anyMatch(SET::contains);
                    case NUMBER -> touched.lines().contains("number");
                    case DEATH -> touched.lines().stream().anyMatch(LIFE::contains);
                    case LINES, CARD -> true;
                };
        if (!told) {
            return Optional.empty();
        }
        List<PersonField> learned =
                one.lines().stream().filter(f -> touched.lines().contains(f.wire())).toList();
        List<PersonField> named = one.topic().named(agreement.terms(), procedure, learned);
        return one.topic() == Topic.LINES && named.isEmpty()
                ? Optional.empty()
                : Optional.of(named);
    }

    /** What may be learned of each; of cards the register is not asked. */
    private Map<Long, Touched> touched(Subscription subscription, List<Notification> of) {
        Map<Long, Touched> touched = new HashMap<>();
        if (subscription.sandbox()) {
            of.forEach(one -> touched.put(one.seq(), triedOut(one)));
            return touched;
        }
        List<Notification> asked = of.stream().filter(n -> n.topic() != Topic.CARD).toList();
        if (!asked.isEmpty()) {
            List<Touched> answers =
                    notices.touched(
                            subscription.requester(),
                            asked.stream().map(Notification::change).toList());
            for (int i = 0; i < asked.size(); i++) {
                touched.put(asked.get(i).seq(), answers.get(i));
            }
        }
        return touched;
    }

    /** In the sandbox nothing is hidden, and nothing really happened. */
    private static Touched triedOut(Notification one) {
        List<String> lines =
                switch (one.topic()) {
                    case IDENTITY, NUMBER -> List.of("number");
                    case DEATH -> List.of("death", "status");
                    case LINES, CARD -> one.lines().stream().map(PersonField::wire).toList();
                };
        return new Touched(lines, false, false);
    }

    /**
     * What is left of notifications that were permitted and are told now: whoever was put under
     * protection or took a consent back meanwhile is not told of.
     *
     * @throws vn.dancu.platform.problem.ProblemException 503 if the register does not answer
     */
    List<Notification> stillPermitted(
            Subscription subscription, Agreement agreement, List<Notification> permitted) {
        Instant now = clock.instant();
        List<Notification> old =
                permitted.stream()
                        .filter(one -> one.topic() != Topic.CARD)
                        .filter(
                                one ->
                                        one.permittedAt()
                                                .orElse(Instant.MIN)
                                                .isBefore(now.minus(limits.permissionHolds())))
                        .toList();
        Map<Long, Touched> touched = touched(subscription, old);
        return permitted.stream()
                .filter(standing(subscription, agreement, permitted))
                .flatMap(
                        one ->
                                old.contains(one)
                                        ? again(subscription, agreement, one, touched, now).stream()
                                        : Stream.of(one))
                .toList();
    }

    /** One look at the agreement does for all; consents are each person's own. */
    private Predicate<Notification> standing(
            Subscription subscription, Agreement agreement, List<Notification> permitted) {
        Predicate<Notification> stands =
                one -> notices.stands(subscription.requester(), agreement, one.personId());
        if (agreement.terms().conditions().consentNeeded() || permitted.isEmpty()) {
            return stands;
        }
        boolean all = stands.test(permitted.getFirst());
        return one -> all;
    }

    private Optional<Notification> again(
            Subscription subscription,
            Agreement agreement,
            Notification one,
            Map<Long, Touched> touched,
            Instant now) {
        Optional<List<PersonField>> named =
                named(subscription, agreement, one, touched.get(one.seq()));
        named.ifPresent(
                lines -> notifications.permitAgain(subscription.id(), one.seq(), lines, now));
        return named.map(lines -> one.naming(lines));
    }
}
