package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;

/**
 * Asks id-number-service about the people of a chunk. The item id is the person id and the same
 * item gets the same answer for ever, so all of this may be asked again.
 */
@Component
class Numbers {
    private static final String SERVICE = "id-number-service";
    private static final String REGISTRATIONS = "/internal/id-numbers/v1/registrations";
    private static final String ALLOCATIONS = "/internal/id-numbers/v1/allocations";

    /** As many as id-number-service takes at once. */
    private static final int MAX_ITEMS = 10_000;

    /** A request touches few buckets, each of which is a row that is held, read and written. */
    private static final Comparator<Allocation> BY_BUCKET =
            Comparator.comparing(Allocation::prefix)
                    .thenComparingInt(Allocation::birthYear)
                    .thenComparing(Allocation::sex);

    private final InternalClient client;

    Numbers(InternalCalls calls) {
        this.client = calls.to(SERVICE);
    }

    record Registration(UUID itemId, String number) {}

    record Registrations(UUID requestId, List<Registration> items) {}

    record Allocation(UUID itemId, String prefix, Sex sex, int birthYear) {}

    record Allocations(UUID requestId, List<Allocation> items) {}

    record Answer(UUID itemId, String outcome, @Nullable String number) {}

    record Answers(List<Answer> items) {}

    /**
     * What was answered.
     *
     * @param conflicts people whose given number is another person's
     * @param assigned new numbers
     * @param refused why others got none: {@code exhausted} or {@code prefix_unknown}
     */
    record Answered(Set<UUID> conflicts, Map<UUID, String> assigned, Map<UUID, String> refused) {}

    /**
     * Registers given numbers first: once registered they are not given to anybody else.
     *
     * @throws vn.dancu.platform.problem.ProblemException if it does not answer now
     * @throws UnusableAnswerException if the answer is not one of the agreed ones
     */
    Answered ask(Chunk chunk) {
        List<Registration> given = new ArrayList<>();
        List<Allocation> wanted = new ArrayList<>();
        chunk.forEachStored(
                (card, fate, personId) -> {
                    String number = card.number();
                    if (fate == LineFate.NUMBER_GIVEN && number != null) {
                        given.add(new Registration(personId, number));
                    } else if (fate == LineFate.TO_NUMBER) {
                        wanted.add(
                                new Allocation(
                                        personId,
                                        "0" + card.province(),
                                        card.sex(),
                                        CardDate.year(card.birth())));
                    }
                });
        given.sort(Comparator.comparing(Registration::number));
        wanted.sort(BY_BUCKET);
        Set<UUID> conflicts = new HashSet<>();
        for (int from = 0; from < given.size(); from += MAX_ITEMS) {
            register(chunk, from, part(given, from), conflicts);
        }
        Map<UUID, String> assigned = HashMap.newHashMap(wanted.size());
        Map<UUID, String> refused = new HashMap<>();
        for (int from = 0; from < wanted.size(); from += MAX_ITEMS) {
            allocate(chunk, from, part(wanted, from), assigned, refused);
        }
        return new Answered(conflicts, assigned, refused);
    }

    private static <T> List<T> part(List<T> items, int from) {
        return items.subList(from, Math.min(from + MAX_ITEMS, items.size()));
    }

    private void register(Chunk chunk, int from, List<Registration> given, Set<UUID> conflicts) {
        var request = new Registrations(requestId(chunk, "registrations", from), given);
        Answers answers = client.postIdempotent(REGISTRATIONS, request, Answers.class);
        Set<UUID> open = HashSet.newHashSet(given.size());
        given.forEach(item -> open.add(item.itemId()));
        for (Answer answer : answers.items()) {
            if (open.remove(answer.itemId())) {
                switch (answer.outcome()) {
                    case "registered" -> {}
                    case "conflict" -> conflicts.add(answer.itemId());
                    default -> throw new UnusableAnswerException();
                }
            }
        }
        requireAll(open);
    }

    private void allocate(
            Chunk chunk,
            int from,
            List<Allocation> wanted,
            Map<UUID, String> assigned,
            Map<UUID, String> refused) {
        var request = new Allocations(requestId(chunk, "allocations", from), wanted);
        Answers answers = client.postIdempotent(ALLOCATIONS, request, Answers.class);
        Set<UUID> open = HashSet.newHashSet(wanted.size());
        wanted.forEach(item -> open.add(item.itemId()));
        for (Answer answer : answers.items()) {
            if (open.remove(answer.itemId())) {
                switch (answer.outcome()) {
                    case "assigned" -> assigned.put(answer.itemId(), wellFormed(answer.number()));
                    case "exhausted", "prefix_unknown" ->
                            refused.put(answer.itemId(), answer.outcome());
                    default -> throw new UnusableAnswerException();
                }
            }
        }
        requireAll(open);
    }

    private static String wellFormed(@Nullable String number) {
        if (number == null || !PersonalIdNumber.isWellFormed(number)) {
            throw new UnusableAnswerException();
        }
        return number;
    }

    private static void requireAll(Set<UUID> unanswered) {
        if (!unanswered.isEmpty()) {
            throw new UnusableAnswerException();
        }
    }

    /** The same request has the same id, however often it is sent. */
    private static UUID requestId(Chunk chunk, String kind, int from) {
        String name = chunk.importId() + "/" + chunk.index() + "/" + kind + "/" + from;
        return UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** The answer lacks an item, or has an outcome or a number that nobody agreed on. */
    static final class UnusableAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableAnswerException() {
            super(SERVICE + " gave an answer that cannot be used");
        }
    }
}
