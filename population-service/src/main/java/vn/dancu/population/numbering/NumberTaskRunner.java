package vn.dancu.population.numbering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.NumberStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;

/** Does the tasks of {@link NumberTasks}: calls, then takes the answer into the record. */
@Component
public class NumberTaskRunner {
    static final String RENUMBERED = "population.person-renumbered.v1";
    private static final String NUMBERED = "population.person-numbered.v1";
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String TRANSITIONS = "/internal/id-numbers/v1/transitions";
    private static final String REESTABLISHMENTS = "/internal/id-numbers/v1/reestablishments";
    private static final String LOOKUPS = "/internal/id-numbers/v1/lookups";

    private final NumberTasks tasks;
    private final NumberMoves moves;
    private final Persons persons;
    private final InternalClient client;
    private final TransactionTemplate transaction;
    private final Settings settings;
    private final Clock clock;
    private final Counter refusals;

    NumberTaskRunner(
            NumberTasks tasks,
            NumberMoves moves,
            Persons persons,
            InternalCalls calls,
            TransactionTemplate transaction,
            Settings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.tasks = tasks;
        this.moves = moves;
        this.persons = persons;
        this.client = calls.to("id-number-service");
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
        this.refusals =
                Counter.builder("dancu.number.tasks.refused")
                        .description("changes of numbers that id-number-service refused")
                        .register(metrics);
    }

    /**
     * @param batch the most tasks of one go
     * @param lease how long a taken task is left to who took it
     * @param patience how long to wait after a call that was not answered
     */
    @ConfigurationProperties("dancu.number-tasks")
    public record Settings(
            @DefaultValue("50") int batch,
            @DefaultValue("1m") Duration lease,
            @DefaultValue("10s") Duration patience) {}

    record Item(UUID personId, PersonalIdNumber number, @Nullable UUID otherPersonId) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Transition(
            UUID requestId,
            String command,
            @Nullable String reason,
            @Nullable String evidence,
            @Nullable String proposedBy,
            @Nullable String approvedBy,
            List<Item> items) {}

    record Outcome(
            UUID personId,
            String outcome,
            @Nullable String code,
            @Nullable String state,
            @Nullable PersonalIdNumber number) {}

    record Outcomes(List<Outcome> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reestablishment(
            UUID requestId,
            UUID personId,
            PersonalIdNumber number,
            @Nullable String prefix,
            @Nullable Sex sex,
            @Nullable Integer birthYear,
            @Nullable String reason,
            @Nullable String evidence,
            @Nullable String proposedBy,
            @Nullable String approvedBy) {}

    record Reestablished(UUID personId, PersonalIdNumber oldNumber, PersonalIdNumber number) {}

    record Question(List<UUID> personIds) {}

    record State(
            @Nullable UUID personId,
            PersonalIdNumber number,
            String state,
            @Nullable PersonalIdNumber currentNumber,
            @Nullable List<PersonalIdNumber> formerNumbers) {}

    record States(List<State> items) {}

    /** Says how many tasks were tried. */
    @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.SECONDS)
    public int run() {
        List<NumberTask> taken =
                Objects.requireNonNull(
                        transaction.execute(
                                status -> tasks.take(settings.lease(), settings.batch())));
        taken.forEach(this::attempt);
        return taken.size();
    }

    private void attempt(NumberTask task) {
        try {
            perform(task);
        } catch (CalleeRefusedException e) {
            if (isFinal(e)) {
                transaction.executeWithoutResult(status -> end(task, null, e.code()));
            } else {
                postpone(task, e.code());
            }
        } catch (ProblemException e) {
            postpone(task, e.code());
        }
    }

    /** An unknown path or a refused token is a matter of the installation and may be mended. */
    private static boolean isFinal(CalleeRefusedException e) {
        return e.status().isSameCodeAs(HttpStatus.CONFLICT)
                || e.status().isSameCodeAs(HttpStatus.UNPROCESSABLE_CONTENT);
    }

    private void postpone(NumberTask task, String problem) {
        transaction.executeWithoutResult(
                status -> tasks.postpone(task, problem, settings.patience()));
    }

    private void perform(NumberTask task) {
        switch (task.command()) {
            case "reestablish" -> reestablish(task);
            case "revert" -> revert(task);
            case "refresh" -> refresh(task);
            default -> transition(task);
        }
    }

    private void transition(NumberTask task) {
        Outcome outcome = move(task, Objects.requireNonNull(task.request().number()));
        transaction.executeWithoutResult(status -> end(task, null, outcome.code()));
    }

    private void reestablish(NumberTask task) {
        NumberTask.Request request = task.request();
        Reestablished answer =
                client.postIdempotent(
                        REESTABLISHMENTS,
                        new Reestablishment(
                                task.taskId(),
                                task.personId(),
                                Objects.requireNonNull(request.number()),
                                request.prefix(),
                                request.sex(),
                                request.birthYear(),
                                request.reason(),
                                request.evidence(),
                                request.proposedBy(),
                                request.approvedBy()),
                        Reestablished.class);
        transaction.executeWithoutResult(
                status -> {
                    if (end(task, answer.number(), null)) {
                        renumber(task, answer.number(), "number_reestablished");
                    }
                });
    }

    /** The number that was given for the act is cancelled; the one before is the person's again. */
    private void revert(NumberTask task) {
        UUID actId = Objects.requireNonNull(task.actId());
        Optional<PersonalIdNumber> given =
                Objects.requireNonNull(transaction.execute(status -> tasks.reestablished(actId)));
        if (given.isEmpty()) {
            transaction.executeWithoutResult(status -> end(task, null, null));
            return;
        }
        Outcome outcome = move(task, given.get());
        transaction.executeWithoutResult(
                status -> {
                    if (end(task, outcome.number(), outcome.code()) && outcome.number() != null) {
                        renumber(task, outcome.number(), "number_reverted");
                    }
                });
    }

    /** Something changed at id-number-service that nobody here asked for: an officer's decision. */
    private void refresh(NumberTask task) {
        States states =
                client.postIdempotent(
                        LOOKUPS, new Question(List.of(task.personId())), States.class);
        transaction.executeWithoutResult(
                status -> {
                    if (end(task, null, null)) {
                        states.items().stream()
                                .filter(state -> task.personId().equals(state.personId()))
                                .findFirst()
                                .ifPresent(state -> take(task, state));
                    }
                });
    }

    /**
     * Takes over how the number stands at id-number-service. Numbers are given there to people who
     * are not on record too; and what was decided here meanwhile is still to be told there.
     */
    private void take(NumberTask task, State state) {
        if (persons.find(task.personId()).isEmpty() || tasks.hasOpen(task.personId())) {
            return;
        }
        switch (state.state()) {
            case "active" -> hold(task, state.number(), NumberStatus.ASSIGNED);
            case "suspended" -> hold(task, state.number(), NumberStatus.SUSPENDED);
            case "cancelled", "withdrawn" -> lose(task, state.number());
            default -> {}
        }
    }

    private void hold(NumberTask task, PersonalIdNumber number, NumberStatus status) {
        Optional<UUID> holder = moves.otherHolder(number, task.personId());
        if (holder.isPresent()) {
            move(task, number, holder.get());
        } else {
            renumber(task, number, "number_reestablished");
        }
        PersonRecord person = persons.lock(task.personId());
        // The number of the dead is suspended there and stays theirs here; a merged record's is
        // suspended by the merge.
        if (person.status() != LifeStatus.DEAD
                && !person.hasEnded()
                && person.numberStatus() != status) {
            persons.change(
                    person,
                    change(
                            task,
                            status == NumberStatus.SUSPENDED
                                    ? "number_suspended"
                                    : "number_reinstated"),
                    d -> d.numberStatus = status);
        }
    }

    /** It was another person's here, and there it was decided that it is this one's. */
    private void move(NumberTask task, PersonalIdNumber number, UUID holder) {
        boolean had = persons.lock(task.personId()).number() != null;
        moves.move(
                number,
                holder,
                task.personId(),
                change(task, "number_transferred").announcedAs(had ? RENUMBERED : NUMBERED));
    }

    private void lose(NumberTask task, PersonalIdNumber number) {
        PersonRecord person = persons.lock(task.personId());
        if (number.equals(person.number())) {
            persons.change(
                    person,
                    change(task, "number_cancelled"),
                    d -> d.unnumbered(NumberStatus.CANCELLED, "number_cancelled"));
        }
    }

    private void renumber(NumberTask task, PersonalIdNumber number, String cause) {
        PersonRecord person = persons.lock(task.personId());
        if (!number.equals(person.number())) {
            boolean isSuspended = person.numberStatus() == NumberStatus.SUSPENDED;
            persons.change(
                    person,
                    change(task, cause)
                            .announcedAs(person.number() == null ? NUMBERED : RENUMBERED),
                    d -> {
                        d.numbered(number);
                        if (isSuspended) {
                            d.numberStatus = NumberStatus.SUSPENDED;
                        }
                    });
        }
    }

    private Change change(NumberTask task, String cause) {
        Change change =
                Change.since(
                                LocalDate.ofInstant(clock.instant(), VIETNAM),
                                cause,
                                "number task " + task.taskId())
                        .evenIfClosed(true);
        UUID actId = task.actId();
        if (actId != null) {
            change = change.partOf(actId);
        }
        return task.request().protection() == null
                ? change
                : change.protecting(task.request().protection());
    }

    private boolean end(
            NumberTask task, @Nullable PersonalIdNumber given, @Nullable String problem) {
        if (problem != null) {
            refusals.increment();
        }
        return tasks.end(task, given, problem);
    }

    private Outcome move(NumberTask task, PersonalIdNumber number) {
        NumberTask.Request request = task.request();
        Outcomes answer =
                client.postIdempotent(
                        TRANSITIONS,
                        new Transition(
                                task.taskId(),
                                task.command(),
                                request.reason(),
                                request.evidence(),
                                request.proposedBy(),
                                request.approvedBy(),
                                List.of(
                                        new Item(
                                                task.personId(), number, request.otherPersonId()))),
                        Outcomes.class);
        return answer.items().getFirst();
    }
}
