package vn.dancu.population.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;

/**
 * Tells id-number-service that people of an import have no number any more. One that was given here
 * is cancelled for ever; one that was issued elsewhere may be registered again. All of it may be
 * told again.
 */
@Component
class LedgerWithdrawals {
    /** As many as id-number-service takes at once. */
    static final int MAX_ITEMS = 10_000;

    private static final String LOOKUPS = "/internal/id-numbers/v1/lookups";
    private static final String TRANSITIONS = "/internal/id-numbers/v1/transitions";
    private static final String REGISTERED = "registered";

    /** Said where the number of an item is cancelled already: it was told before. */
    private static final String TOLD = "number_cancelled";

    private final InternalClient client;

    LedgerWithdrawals(InternalCalls calls) {
        this.client = calls.to("id-number-service");
    }

    /**
     * Who decided it, and on which evidence.
     *
     * @param second nobody where no officer decides: an import gave up by itself
     */
    record Decision(String evidence, String first, @Nullable String second) {}

    record Item(UUID personId, String number) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Transition(
            UUID requestId,
            String command,
            String reason,
            String evidence,
            String proposedBy,
            @Nullable String approvedBy,
            List<Item> items) {}

    record Outcome(UUID personId, String outcome, @Nullable String code, @Nullable String state) {}

    record Outcomes(List<Outcome> items) {}

    record Question(List<UUID> personIds) {}

    record Standing(
            @Nullable UUID personId,
            @Nullable String number,
            String state,
            @Nullable String origin) {
        /** It is somebody's, for whom it may be taken back. */
        private boolean isLiving() {
            return personId != null
                    && number != null
                    && (state.equals("active") || state.equals("suspended"));
        }

        private boolean isRegistered() {
            return REGISTERED.equals(origin);
        }
    }

    record Standings(List<Standing> items) {}

    /**
     * What became of numbers.
     *
     * @param cancelled how many were given here
     * @param released those issued elsewhere, which may be registered again
     * @param unclear how many were not these people's, by the code that says why
     */
    record Ended(long cancelled, Set<String> released, Map<String, Long> unclear) {
        static final Ended NONE = new Ended(0, Set.of(), Map.of());
    }

    /**
     * Takes numbers back from people.
     *
     * @param items at most {@value #MAX_ITEMS}, each person once
     * @throws vn.dancu.platform.problem.ProblemException if it does not answer now
     */
    Ended end(UUID importId, List<Item> items, Decision decision) {
        if (items.isEmpty()) {
            return Ended.NONE;
        }
        Outcomes answer =
                client.postIdempotent(
                        TRANSITIONS,
                        new Transition(
                                requestId(importId, items),
                                "cancel",
                                "import_withdrawn",
                                decision.evidence(),
                                decision.first(),
                                decision.second(),
                                items),
                        Outcomes.class);
        return ended(items, answer);
    }

    private Ended ended(List<Item> items, Outcomes answer) {
        Map<UUID, String> numbers = HashMap.newHashMap(items.size());
        items.forEach(item -> numbers.put(item.personId(), item.number()));
        long cancelled = 0;
        Set<String> released = new HashSet<>();
        Map<String, Long> unclear = new TreeMap<>();
        List<UUID> told = new ArrayList<>();
        for (Outcome outcome : answer.items()) {
            String number = numbers.remove(outcome.personId());
            if (number == null) {
                continue;
            }
            if ("withdrawn".equals(outcome.state())) {
                released.add(number);
            } else if (outcome.outcome().equals("applied")) {
                cancelled++;
            } else if (TOLD.equals(outcome.code())) {
                told.add(outcome.personId());
            } else {
                unclear.merge(outcome.code() == null ? "unknown" : outcome.code(), 1L, Long::sum);
            }
        }
        if (!numbers.isEmpty()) {
            throw new Numbers.UnusableAnswerException();
        }
        if (!told.isEmpty()) {
            // In another request, whose answer was lost with whoever asked.
            for (Standing standing : standings(told)) {
                if (standing.isRegistered() && standing.number() != null) {
                    released.add(standing.number());
                } else {
                    cancelled++;
                }
            }
        }
        return new Ended(cancelled, released, unclear);
    }

    private List<Standing> standings(List<UUID> people) {
        return client.postIdempotent(LOOKUPS, new Question(people), Standings.class).items();
    }

    /**
     * Takes numbers back from lines for which numbers may have been asked and nobody was written.
     *
     * @param fromLine and {@code untilLine}, which is not one of them: at most {@value #MAX_ITEMS}
     * @param alsoGiven whether numbers that were given here are cancelled too: an import that goes
     *     on would have them again
     */
    Ended endUnwritten(
            UUID importId, long fromLine, long untilLine, boolean alsoGiven, Decision decision) {
        List<UUID> people = new ArrayList<>();
        for (long line = fromLine; line < untilLine; line++) {
            people.add(TimeOrderedIds.person(importId, line));
        }
        List<Item> items = new ArrayList<>();
        for (Standing standing : standings(people)) {
            UUID personId = standing.personId();
            String number = standing.number();
            if (personId != null
                    && number != null
                    && standing.isLiving()
                    && (alsoGiven || standing.isRegistered())) {
                items.add(new Item(personId, number));
            }
        }
        return end(importId, items, decision);
    }

    /** The same people have the same id, and others another. */
    private static UUID requestId(UUID importId, List<Item> items) {
        StringBuilder name = new StringBuilder("withdrawal/" + importId);
        items.forEach(item -> name.append('/').append(item.personId()).append(item.number()));
        return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
