package vn.dancu.idnumber.life;

import java.time.Clock;
import java.util.ArrayList;
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
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;

/** Takes again the steps of numbers that an older state lost and others remember. */
@Component
public class RestoredLife {
    private static final String SERVICE = "id-number-service";

    private final LifeBook book;
    private final Clock clock;

    RestoredLife(LifeBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    /**
     * The later number becomes the person's own, and the earlier leads to it. Both are in the book.
     *
     * @return false where the book says something else of them than a step that is missing
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean succeed(
            UUID requestId,
            UUID person,
            PersonalIdNumber earlier,
            PersonalIdNumber later,
            String evidence,
            String by) {
        PersonalIdNumber own = book.holdItems(List.of(person)).get(person);
        Map<PersonalIdNumber, Standing> standings = book.hold(List.of(earlier, later));
        Standing old = standings.get(earlier);
        Standing successor = standings.get(later);
        if (old == null
                || successor == null
                || !old.owner().equals(person)
                || !successor.owner().equals(person)
                || own == null
                || !(own.equals(earlier) || own.equals(later))) {
            return false;
        }
        if (!lives(old)
                || !lives(successor)
                || successor.predecessor() != null
                || later.equals(old.predecessor())) {
            return false;
        }
        Set<LifeReason> suspensions = new HashSet<>(old.life().suspensions());
        suspensions.removeAll(successor.life().suspensions());
        if (suspensions.size() < old.life().suspensions().size()) {
            return false; // both suspended alike: never by a re-establishment alone
        }
        book.succeed(earlier, later, person, clock.instant());
        book.own(person, later);
        boolean suspended =
                !suspensions.isEmpty() || successor.life().state() == NumberState.SUSPENDED;
        book.setStates(
                Map.of(
                        earlier,
                        NumberState.REESTABLISHED,
                        later,
                        suspended ? NumberState.SUSPENDED : NumberState.ACTIVE));
        record(
                "reestablish",
                "restored",
                List.of(new Step(person, earlier, NumberState.REESTABLISHED, later)),
                requestId,
                evidence,
                by);
        return true;
    }

    /** Whether it is the number that the person has here. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isOwn(UUID person, PersonalIdNumber number) {
        return number.equals(book.holdItems(List.of(person)).get(person));
    }

    /** Whether another number of the person stands in its place here. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean isReplaced(UUID person, PersonalIdNumber number) {
        Standing standing = book.hold(List.of(number)).get(number);
        return standing != null
                && standing.owner().equals(person)
                && standing.life().state() == NumberState.REESTABLISHED;
    }

    /** The number stays issued and is nobody's. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void retire(
            UUID requestId, UUID person, PersonalIdNumber number, String evidence, String by) {
        PersonalIdNumber own = book.holdItems(List.of(person)).get(person);
        Standing standing = book.hold(List.of(number)).get(number);
        if (standing == null
                || !standing.owner().equals(person)
                || !lives(standing)
                || number.equals(own)) {
            return;
        }
        book.setStates(Map.of(number, NumberState.CANCELLED));
        record(
                "cancel",
                "restored",
                List.of(new Step(person, number, NumberState.CANCELLED, null)),
                requestId,
                evidence,
                by);
    }

    /** Suspends those that others know as suspended and this state does not. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void suspend(UUID requestId, Map<PersonalIdNumber, LifeReason> told) {
        Map<PersonalIdNumber, Standing> standings = book.hold(told.keySet());
        for (LifeReason cause : List.of(LifeReason.MERGED, LifeReason.DIED)) {
            List<Step> steps = new ArrayList<>();
            told.forEach(
                    (number, why) -> {
                        Standing standing = standings.get(number);
                        if (why == cause
                                && standing != null
                                && standing.life().state() == NumberState.ACTIVE) {
                            steps.add(
                                    new Step(
                                            standing.owner(), number, NumberState.SUSPENDED, null));
                        }
                    });
            if (!steps.isEmpty()) {
                List<PersonalIdNumber> numbers = steps.stream().map(Step::number).toList();
                book.suspend(numbers, cause, clock.instant());
                book.setStates(
                        numbers.stream()
                                .collect(
                                        java.util.stream.Collectors.toMap(
                                                number -> number,
                                                number -> NumberState.SUSPENDED)));
                record(
                        "suspend",
                        cause.code(),
                        steps,
                        requestId,
                        "restoration " + requestId,
                        SERVICE);
            }
        }
    }

    private static boolean lives(Standing standing) {
        NumberState state = standing.life().state();
        return state == NumberState.ACTIVE || state == NumberState.SUSPENDED;
    }

    private record Step(
            UUID person,
            PersonalIdNumber number,
            NumberState state,
            @Nullable PersonalIdNumber newNumber) {}

    private void record(
            String command,
            String reason,
            List<Step> steps,
            UUID requestId,
            String evidence,
            String by) {
        Map<UUID, Integer> versions =
                book.versionsOf(steps.stream().map(Step::person).distinct().toList());
        List<LifeStep> lines = new ArrayList<>(steps.size());
        for (Step step : steps) {
            int version =
                    Objects.requireNonNull(versions.merge(step.person(), 1, Integer::sum), "given");
            lines.add(
                    new LifeStep(
                            step.person(),
                            version,
                            step.number(),
                            step.state(),
                            step.newNumber(),
                            null));
        }
        book.record(
                lines,
                new LifeBook.Cause(
                        command, reason, evidence, null, by, null, requestId, clock.instant()));
    }
}
