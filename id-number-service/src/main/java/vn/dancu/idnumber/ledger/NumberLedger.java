package vn.dancu.idnumber.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.BucketPermutation;
import vn.dancu.idnumber.model.KeyRing;
import vn.dancu.kernel.PersonalIdNumber;

/**
 * Gives numbers to items, once and for ever.
 *
 * <p>The rows of the buckets are held until the transaction ends, so a crash before the commit
 * gives nothing and burns nothing. That an item gets one number is the primary key of {@code
 * assignment}: of two transactions that number the same item at once, one fails with a duplicate
 * key, and finds the number of the other when it is tried again.
 */
@Component
public class NumberLedger {
    /** More taken places than expected double the window; a bucket has less than 2^20 places. */
    private static final int WINDOWS_AT_MOST = 21;

    private final Buckets buckets;
    private final Book book;
    private final Refusals refusals;
    private final KeyRing keys;
    private final Clock clock;

    NumberLedger(Buckets buckets, Book book, Refusals refusals, KeyRing keys, Clock clock) {
        this.buckets = buckets;
        this.book = book;
        this.refusals = refusals;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Gives each item its number, in the order of the items.
     *
     * @param items each item once
     * @throws org.springframework.dao.DuplicateKeyException if one of the items got its number in
     *     another transaction meanwhile: try again
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Allocated> allocate(List<Allocation> items) {
        Map<UUID, Allocated> outcomes = LinkedHashMap.newLinkedHashMap(items.size());
        Map<UUID, Book.Owned> known =
                book.numbersOf(items.stream().map(Allocation::itemId).toList());
        Set<String> prefixes =
                book.knownAmong(
                        items.stream()
                                .map(item -> item.bucket().prefix())
                                .collect(Collectors.toSet()));
        SortedMap<Bucket, List<UUID>> wanted = new TreeMap<>();
        for (Allocation item : items) {
            Book.Owned owned = known.get(item.itemId());
            if (owned != null) {
                outcomes.put(item.itemId(), again(item.itemId(), owned));
            } else if (!prefixes.contains(item.bucket().prefix())) {
                outcomes.put(
                        item.itemId(), new Allocated(item.itemId(), Outcome.PREFIX_UNKNOWN, null));
            } else {
                wanted.computeIfAbsent(item.bucket(), bucket -> new ArrayList<>())
                        .add(item.itemId());
            }
        }
        Instant now = clock.instant();
        if (!wanted.isEmpty()) {
            Drawn drawn = draw(wanted);
            drawn.outcomes().forEach(one -> outcomes.put(one.itemId(), one));
            if (!drawn.issued().isEmpty()) {
                book.writeAssigned(drawn.issued(), drawn.advances(), now);
            }
        }
        refusals.record(outcomes.values(), now);
        return items.stream().map(item -> outcomes.get(item.itemId())).toList();
    }

    /** A number that was cancelled is not asked back, nor replaced, by asking for one. */
    private static Allocated again(UUID itemId, Book.Owned owned) {
        return owned.cancelled()
                ? new Allocated(itemId, Outcome.CONFLICT, null)
                : new Allocated(itemId, Outcome.ASSIGNED, owned.number());
    }

    /** What an item that has a number would be answered. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Allocated> answerOf(UUID itemId) {
        return Optional.ofNullable(book.numbersOf(List.of(itemId)).get(itemId))
                .map(owned -> again(itemId, owned));
    }

    /**
     * Gives an item another number in the place of the one it has.
     *
     * @param item has a number, whose row the caller holds
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Allocated replace(Allocation item) {
        if (book.knownAmong(Set.of(item.bucket().prefix())).isEmpty()) {
            return new Allocated(item.itemId(), Outcome.PREFIX_UNKNOWN, null);
        }
        SortedMap<Bucket, List<UUID>> wanted = new TreeMap<>();
        wanted.put(item.bucket(), List.of(item.itemId()));
        Drawn drawn = draw(wanted);
        if (!drawn.issued().isEmpty()) {
            book.writeReplacement(drawn.issued().getFirst(), drawn.advances(), clock.instant());
        }
        return drawn.outcomes().getFirst();
    }

    private record Drawn(
            List<Allocated> outcomes, List<IssuedNumber> issued, List<Advance> advances) {}

    private Drawn draw(SortedMap<Bucket, List<UUID>> wanted) {
        List<OpenBucket> held = buckets.hold(new TreeSet<>(wanted.keySet()));
        Map<Bucket, BitSet> taken = takenAhead(held, wanted);
        List<Allocated> drawn = new ArrayList<>();
        List<IssuedNumber> issued = new ArrayList<>();
        List<Advance> advances = new ArrayList<>();
        for (OpenBucket open : held) {
            List<UUID> items = wanted.getOrDefault(open.bucket(), List.of());
            BitSet skipped = taken.getOrDefault(open.bucket(), new BitSet());
            BucketPermutation permutation = keys.key(open.keyId()).permutationOf(open.bucket());
            int given = Math.min(items.size(), open.numbersLeft());
            int place = open.nextPlace();
            for (UUID item : items.subList(0, given)) {
                place = skipped.nextClearBit(place);
                PersonalIdNumber number = permutation.numberAt(place);
                drawn.add(new Allocated(item, Outcome.ASSIGNED, number));
                issued.add(IssuedNumber.of(number, item));
                place++;
            }
            for (UUID item : items.subList(given, items.size())) {
                drawn.add(new Allocated(item, Outcome.EXHAUSTED, null));
            }
            if (given > 0) {
                advances.add(new Advance(open.bucket(), given, place - open.nextPlace() - given));
            }
        }
        return new Drawn(drawn, issued, advances);
    }

    /**
     * The places to skip, as far ahead as the items reach. Most buckets have none and are not asked
     * about; the others are asked about together, in a window so wide as their share of taken
     * places suggests, and rarely a second time.
     */
    private Map<Bucket, BitSet> takenAhead(List<OpenBucket> held, Map<Bucket, List<UUID>> wanted) {
        Map<OpenBucket, Integer> windows = new LinkedHashMap<>();
        for (OpenBucket open : held) {
            if (open.takenAhead() > 0 && open.numbersLeft() > 0) {
                windows.put(open, open.windowFor(neededFrom(open, wanted)));
            }
        }
        Map<Bucket, BitSet> taken = new HashMap<>();
        for (int round = 0; !windows.isEmpty(); round++) {
            if (round == WINDOWS_AT_MOST) {
                throw new IllegalStateException("a doubled window must have met the bucket's end");
            }
            taken.putAll(buckets.takenWithin(windows));
            Map<OpenBucket, Integer> wider = new LinkedHashMap<>();
            windows.forEach(
                    (open, window) -> {
                        int takenInWindow =
                                taken.getOrDefault(open.bucket(), new BitSet()).cardinality();
                        if (window - takenInWindow < neededFrom(open, wanted)) {
                            wider.put(open, Math.min(2 * window, open.placesLeft()));
                        }
                    });
            windows = wider;
        }
        return taken;
    }

    private static int neededFrom(OpenBucket open, Map<Bucket, List<UUID>> wanted) {
        int items = wanted.getOrDefault(open.bucket(), List.of()).size();
        return Math.min(items, open.numbersLeft());
    }

    /**
     * Enters numbers that were issued elsewhere. The first item that names a number has it.
     *
     * @param items each item once
     * @return the outcome of each item, in their order
     * @throws org.springframework.dao.DuplicateKeyException if one of the items got a number in
     *     another transaction meanwhile: try again
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Outcome> register(List<Registration> items) {
        SortedSet<Bucket> concerned = new TreeSet<>();
        items.forEach(item -> concerned.add(Bucket.containing(item.number())));
        Map<Bucket, OpenBucket> held = new HashMap<>();
        buckets.hold(concerned).forEach(open -> held.put(open.bucket(), open));
        // Read after the buckets are held: from then on nobody else issues a number of theirs.
        Map<UUID, Book.Owned> known =
                book.numbersOf(items.stream().map(Registration::itemId).toList());
        Map<PersonalIdNumber, Boolean> issued =
                book.issuedAmong(items.stream().map(Registration::number).toList());
        List<Outcome> outcomes = new ArrayList<>(items.size());
        List<Registration> entered = new ArrayList<>();
        List<IssuedNumber> takenOver = new ArrayList<>();
        for (Registration item : items) {
            Book.Owned owned = known.get(item.itemId());
            Boolean withdrawn = issued.put(item.number(), false);
            if (owned != null) {
                boolean same = owned.number().equals(item.number()) && !owned.cancelled();
                outcomes.add(same ? Outcome.REGISTERED : Outcome.CONFLICT);
            } else if (withdrawn == null) {
                entered.add(item);
                outcomes.add(Outcome.REGISTERED);
            } else if (withdrawn) {
                takenOver.add(IssuedNumber.of(item.number(), item.itemId()));
                outcomes.add(Outcome.REGISTERED);
            } else {
                outcomes.add(Outcome.CONFLICT);
            }
        }
        if (!entered.isEmpty()) {
            enter(entered, held);
        }
        if (!takenOver.isEmpty()) {
            book.takeOver(takenOver);
        }
        return outcomes;
    }

    private void enter(List<Registration> entered, Map<Bucket, OpenBucket> held) {
        SortedMap<Bucket, List<PersonalIdNumber>> byBucket = new TreeMap<>();
        for (Registration item : entered) {
            byBucket.computeIfAbsent(Bucket.containing(item.number()), bucket -> new ArrayList<>())
                    .add(item.number());
        }
        Map<Bucket, Integer> registered = new HashMap<>();
        Map<Bucket, Integer> ahead = new HashMap<>();
        List<Buckets.TakenPlace> taken = new ArrayList<>();
        byBucket.forEach(
                (bucket, numbers) -> {
                    OpenBucket open = Objects.requireNonNull(held.get(bucket), "held above");
                    BucketPermutation permutation = keys.key(open.keyId()).permutationOf(bucket);
                    registered.put(bucket, numbers.size());
                    for (PersonalIdNumber number : numbers) {
                        int place = permutation.placeOf(number);
                        if (place >= open.nextPlace()) {
                            taken.add(new Buckets.TakenPlace(bucket, place));
                            ahead.merge(bucket, 1, Integer::sum);
                        }
                    }
                });
        buckets.take(taken);
        buckets.countRegistered(registered, ahead);
        book.writeRegistered(
                entered.stream()
                        .map(item -> IssuedNumber.of(item.number(), item.itemId()))
                        .toList(),
                clock.instant());
    }
}
