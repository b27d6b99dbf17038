package vn.dancu.sharing.corrections;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.corrections.Corrections.Correction;
import vn.dancu.sharing.corrections.Corrections.State;
import vn.dancu.sharing.disclosure.ProposedCorrections;

/**
 * Brings corrections to the register as acts, and what came of them back to the citizen: each time
 * it is looked at, so that no message can be late or lost.
 */
@Component
class Forwarding {
    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    private final ProposedCorrections register;
    private final Corrections corrections;
    private final CorrectionLimits limits;
    private final TransactionTemplate transaction;
    private final Clock clock;

    /** Calls are made within the transaction that stores the request: few at a time. */
    private final Semaphore places;

    Forwarding(
            ProposedCorrections register,
            Corrections corrections,
            CorrectionLimits limits,
            TransactionTemplate transaction,
            Clock clock) {
        this.register = register;
        this.corrections = corrections;
        this.limits = limits;
        this.transaction = transaction;
        this.clock = clock;
        this.places = new Semaphore(limits.forwardedAtOnce());
    }

    /**
     * Proposes the correction in the register.
     *
     * @param key the caller's idempotency key: a request that was cut off is the same act again
     * @return the act
     * @throws ProblemException what the register refuses it for; 503 if it does not answer
     */
    UUID propose(
            UUID person,
            String client,
            @Nullable String key,
            ObjectNode correction,
            JsonNode evidence) {
        if (!places.tryAcquire()) {
            throw ProblemException.unavailable(
                    "unavailable", "Too many corrections are under way.", limits.retryAfter());
        }
        try {
            return register.propose(requestId(person, client, key), person, correction, evidence);
        } finally {
            places.release();
        }
    }

    private static UUID requestId(UUID person, String client, @Nullable String key) {
        return key == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes(
                        ("correction\n" + client + "\n" + person + "\n" + key)
                                .getBytes(StandardCharsets.UTF_8));
    }

    void withdraw(Correction correction) {
        register.withdraw(correction.personId(), act(correction));
    }

    /** Takes over what was decided; while the register does not answer, what was known last. */
    void refresh(UUID person) {
        List<Correction> waiting = corrections.forwarded(person, limits.openPerPerson());
        if (waiting.isEmpty()) {
            return;
        }
        List<ProposedCorrections.Standing> standings;
        try {
            standings = register.states(person, waiting.stream().map(Forwarding::act).toList());
        } catch (ProblemException e) {
            log.info("what became of corrections is not known now: {}", e.code());
            return;
        }
        for (Correction correction : waiting) {
            standings.stream()
                    .filter(standing -> standing.actId().equals(act(correction)))
                    .findFirst()
                    .flatMap(Forwarding::decided)
                    .ifPresent(decided -> take(correction, decided));
        }
    }

    private record Decided(State state, @Nullable String reply) {}

    private static Optional<Decided> decided(ProposedCorrections.Standing standing) {
        return switch (standing.state()) {
            case "PROPOSED" -> Optional.empty();
            case "REFUSED" ->
                    Optional.of(
                            new Decided(
                                    State.REFUSED,
                                    Optional.ofNullable(standing.reason()).orElse("-")));
            case "WITHDRAWN" -> Optional.of(new Decided(State.WITHDRAWN, null));
            // Recorded; what is taken back later is another decision.
            default -> Optional.of(new Decided(State.ACCEPTED, null));
        };
    }

    private void take(Correction correction, Decided decided) {
        transaction.executeWithoutResult(
                status -> {
                    boolean _ =
                            corrections.decide(
                                    correction.id(),
                                    correction.personId(),
                                    decided.state(),
                                    "population-service",
                                    clock.instant(),
                                    correction.reference(),
                                    decided.reply());
                });
    }

    private static UUID act(Correction correction) {
        String reference = correction.reference();
        if (reference == null) {
            throw new IllegalStateException("a forwarded correction has its act");
        }
        return UUID.fromString(reference);
    }
}
