package vn.dancu.population.imports;

import java.nio.ByteBuffer;
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
    private static final String REGISTRATIONS = "/internal/id-numbers/v1/packed-registrations";
    private static final String ALLOCATIONS = "/internal/id-numbers/v1/packed-allocations";

    /** As many as id-number-service takes at once. */
    private static final int MAX_ITEMS = 50_000;

    private static final int ALLOCATION_BYTES = 21;
    private static final int REGISTRATION_BYTES = 24;

    // What id-number-service answers instead of a number.
    private static final long EXHAUSTED = -1;
    private static final long PREFIX_UNKNOWN = -2;
    private static final byte REGISTERED = 1;
    private static final byte CONFLICT = 0;

    /** All numbers of twelve digits. */
    private static final long NUMBERS = 1_000_000_000_000L;

    /** A request touches few buckets at a time, each of which is a row that is held and written. */
    private static final Comparator<Allocation> BY_BUCKET =
            Comparator.comparingInt(Allocation::bucket);

    private final InternalClient client;

    Numbers(InternalCalls calls) {
        this.client = calls.to(SERVICE);
    }

    private record Registration(UUID itemId, long number) {}

    /**
     * @param prefix of three digits, read as a number
     */
    private record Allocation(UUID itemId, int prefix, Sex sex, int birthYear) {
        /** One number for what a bucket is named by. */
        private int bucket() {
            return (prefix * 10_000 + birthYear) * 3 + sex.code();
        }
    }

    /**
     * @param items packed, see docs/conventions.md
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Packed(UUID requestId, byte[] items) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record PackedAnswer(byte @Nullable [] items) {}

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
                        given.add(new Registration(personId, Long.parseLong(number)));
                    } else if (fate == LineFate.TO_NUMBER) {
                        wanted.add(
                                new Allocation(
                                        personId,
                                        Integer.parseInt(card.province()),
                                        card.sex(),
                                        CardDate.year(card.birth())));
                    }
                });
        given.sort(Comparator.comparingLong(Registration::number));
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
        byte[] packed = new byte[given.size() * REGISTRATION_BYTES];
        ByteBuffer items = ByteBuffer.wrap(packed);
        for (Registration item : given) {
            put(items, item.itemId()).putLong(item.number());
        }
        byte[] answer =
                ask(REGISTRATIONS, requestId(chunk, "registrations", from), packed, given.size());
        for (int i = 0; i < answer.length; i++) {
            switch (answer[i]) {
                case REGISTERED -> {}
                case CONFLICT -> conflicts.add(given.get(i).itemId());
                default -> throw new UnusableAnswerException();
            }
        }
    }

    private void allocate(
            Chunk chunk,
            int from,
            List<Allocation> wanted,
            Map<UUID, String> assigned,
            Map<UUID, String> refused) {
        byte[] packed = new byte[wanted.size() * ALLOCATION_BYTES];
        ByteBuffer items = ByteBuffer.wrap(packed);
        for (Allocation item : wanted) {
            put(items, item.itemId())
                    .putShort((short) item.prefix())
                    .put((byte) item.sex().code())
                    .putShort((short) item.birthYear());
        }
        UUID requestId = requestId(chunk, "allocations", from);
        ByteBuffer answer =
                ByteBuffer.wrap(ask(ALLOCATIONS, requestId, packed, wanted.size() * Long.BYTES));
        for (Allocation item : wanted) {
            long number = answer.getLong();
            if (number == EXHAUSTED) {
                refused.put(item.itemId(), "exhausted");
            } else if (number == PREFIX_UNKNOWN) {
                refused.put(item.itemId(), "prefix_unknown");
            } else {
                assigned.put(item.itemId(), digits(number));
            }
        }
    }

    private static ByteBuffer put(ByteBuffer items, UUID itemId) {
        return items.putLong(itemId.getMostSignificantBits())
                .putLong(itemId.getLeastSignificantBits());
    }

    /** An answer of so many bytes. */
    private byte[] ask(String path, UUID requestId, byte[] items, int expected) {
        var answer = client.postIdempotent(path, new Packed(requestId, items), PackedAnswer.class);
        byte[] bytes = answer.items();
        if (bytes == null || bytes.length != expected) {
            throw new UnusableAnswerException();
        }
        return bytes;
    }

    private static String digits(long number) {
        if (number < 0 || number >= NUMBERS) {
            throw new UnusableAnswerException();
        }
        return Long.toString(NUMBERS + number).substring(1);
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
