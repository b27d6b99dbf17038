package vn.dancu.population.acts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Service;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.numbering.NumberTasks;

/**
 * What officers do with acts over HTTP, the same for every resource that shows acts: each command
 * once for its {@code Idempotency-Key}, each answer with its audit records.
 */
@Service
public class ActDesk {
    private static final UUID FIRST = new UUID(0, 0);

    private final Acts acts;
    private final ActTransactions transactions;
    private final NumberTasks numberTasks;
    private final IdempotencyKeys keys;
    private final AuditRecords audit;
    private final Limits limits;

    ActDesk(
            Acts acts,
            ActTransactions transactions,
            NumberTasks numberTasks,
            IdempotencyKeys keys,
            AuditRecords audit,
            Limits limits) {
        this.acts = acts;
        this.transactions = transactions;
        this.numberTasks = numberTasks;
        this.keys = keys;
        this.audit = audit;
        this.limits = limits;
    }

    /**
     * @param mostRead how many open acts of the country one request looks through for those of a
     *     territory
     */
    @ConfigurationProperties("dancu.acts")
    public record Limits(@DefaultValue("5000") int mostRead) {}

    /** A page of acts. {@code next} is missing on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<ActView> items, @Nullable String next) {}

    /**
     * @param operation a stable name of the command
     * @param personId whom a refusal would tell of
     */
    public ActView propose(
            String operation, Object request, @Nullable UUID personId, Supplier<Act> proposal) {
        return command(operation, request, personId, proposal);
    }

    public ActView takeUp(UUID actId, Collection<String> kinds) {
        return command("act-take-up", actId, person(actId), () -> acts.takeUp(actId, kinds));
    }

    public ActView withdrawForCitizen(UUID actId, UUID personId, Collection<String> kinds) {
        return command(
                "act-citizen-withdrawal",
                actId,
                personId,
                () -> acts.withdrawForCitizen(actId, personId, kinds));
    }

    /** Those of these acts that a citizen asked for about a person. */
    public List<ActView> ofCitizen(Collection<UUID> actIds, UUID personId) {
        return transactions.run(
                "act_refused",
                personId,
                () ->
                        actIds.stream()
                                .flatMap(id -> acts.find(id).stream())
                                .filter(act -> act.isByCitizen() && act.concerns(personId))
                                .map(act -> shown("act_read", act))
                                .toList());
    }

    public ActView approve(UUID actId, Collection<String> kinds) {
        return command("act-approval", actId, person(actId), () -> acts.approve(actId, kinds));
    }

    public ActView refuse(UUID actId, ActDecision.Reason why, Collection<String> kinds) {
        return command(
                "act-refusal",
                Map.of("act", actId, "body", why),
                person(actId),
                () -> acts.refuse(actId, why.reason(), kinds));
    }

    public ActView withdraw(UUID actId, ActDecision.Reason why, Collection<String> kinds) {
        return command(
                "act-withdrawal",
                Map.of("act", actId, "body", why),
                person(actId),
                () -> acts.withdraw(actId, why.reason(), kinds));
    }

    public ActView annul(UUID actId, ActDecision.Annulment why, Collection<String> kinds) {
        return command(
                "act-annulment",
                Map.of("act", actId, "body", why),
                person(actId),
                () -> acts.proposeAnnulment(actId, why.reason(), why.evidence(), kinds));
    }

    private ActView command(
            String operation, Object request, @Nullable UUID personId, Supplier<Act> command) {
        return transactions.run(
                "act_refused",
                personId,
                () -> {
                    UUID actId =
                            UUID.fromString(
                                    keys.once(
                                            operation,
                                            request,
                                            () -> command.get().actId().toString()));
                    return shown("act_written", acts.find(actId).orElseThrow());
                });
    }

    private @Nullable UUID person(UUID actId) {
        return transactions
                .run("act_refused", null, () -> acts.find(actId))
                .map(Act::personId)
                .orElse(null);
    }

    public ActView read(UUID actId, Collection<String> kinds) {
        return transactions.run(
                "act_refused", null, () -> shown("act_read", acts.read(actId, kinds)));
    }

    /** The acts of a person, the latest first. */
    public Page ofPerson(UUID personId, Collection<String> kinds, int limit) {
        return transactions.run(
                "act_refused",
                personId,
                () -> {
                    List<Act> found = acts.readable(personId, kinds, limit);
                    audit.record("acts_of_person_read", Optional.of(personId), "answered");
                    return new Page(found.stream().map(this::view).toList(), null);
                });
    }

    /** What waits for a second officer in the current officer's territory, the oldest first. */
    public Page open(@Nullable String after, Collection<String> kinds, int limit) {
        Cursor from = Cursor.read(after);
        return transactions.run(
                "act_refused",
                null,
                () -> {
                    Acts.Found found =
                            acts.open(kinds, from.at(), from.actId(), limit, limits.mostRead());
                    audit.recordAll(
                            "act_listed",
                            found.acts().stream().flatMap(ActDesk::people).distinct().toList(),
                            "answered");
                    Act last = found.readTo();
                    return new Page(
                            found.acts().stream().map(this::view).toList(),
                            last == null
                                    ? null
                                    : new Cursor(last.proposedAt(), last.actId()).text());
                });
    }

    private ActView shown(String action, Act act) {
        audit.recordAll(action, people(act).toList(), act.state().name());
        return view(act);
    }

    private static Stream<UUID> people(Act act) {
        return Stream.of(act.personId(), act.otherId())
                .filter(Objects::nonNull)
                .map(Function.identity());
    }

    private ActView view(Act act) {
        return new ActView(
                act.actId(),
                act.kind(),
                act.state(),
                act.personId(),
                act.otherId(),
                act.facts(),
                act.evidence(),
                act.firstOfficer(),
                act.proposedAt(),
                act.secondOfficer(),
                act.decidedAt(),
                act.reason(),
                act.annulment(),
                numberTasks.progress(act.actId()).orElse(null));
    }

    /** Where a page ended. */
    private record Cursor(Instant at, UUID actId) {
        static Cursor read(@Nullable String text) {
            if (text == null) {
                return new Cursor(Instant.EPOCH, FIRST);
            }
            try {
                int separator = text.indexOf('_');
                return new Cursor(
                        Instant.parse(text.substring(0, separator)),
                        UUID.fromString(text.substring(separator + 1)));
            } catch (java.time.DateTimeException | IllegalArgumentException e) {
                throw unknown();
            } catch (IndexOutOfBoundsException e) {
                throw unknown();
            }
        }

        private static ProblemException unknown() {
            return ProblemException.badRequest(
                    "cursor_unknown", "This is no cursor of a page before.", "?after");
        }

        String text() {
            return at + "_" + actId;
        }
    }
}
