package vn.dancu.idnumber.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.BucketPermutation;
import vn.dancu.idnumber.model.KeyRing;
import vn.dancu.idnumber.model.NumberKey;
import vn.dancu.idnumber.model.Permutations;
import vn.dancu.idnumber.settings.NumberSettings;
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

    /** So many numbers at once are few: they may come from a lane. */
    private static final int FEW = 16;

    private final Buckets buckets;
    private final Book book;
    private final Refusals refusals;
    private final FillSignals signals;
    private final KeyRing keys;
    private final NumberSettings settings;
    private final Clock clock;
    private final LastSeen lastSeen;
    private final ApplicationEventPublisher events;

    NumberLedger(
            Buckets buckets,
            Book book,
            Refusals refusals,
            FillSignals signals,
            KeyRing keys,
            NumberSettings settings,
            Clock clock,
            LastSeen lastSeen,
            ApplicationEventPublisher events) {
        this.lastSeen = lastSeen;
        this.events = events;
        this.buckets = buckets;
        this.book = book;
        this.refusals = refusals;
        this.signals = signals;
        this.keys = keys;
        this.settings = settings;
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
        Map<UUID, Allocated> outcomes = allocate(items, true);
        return items.stream().map(item -> outcomes.get(item.itemId())).toList();
    }

    /**
     * As {@link #allocate(List)}, but waits for nobody: an item whose bucket others hold, or that
     * has to be opened first, is missing in the answer.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<UUID, Allocated> allocateFree(List<Allocation> items) {
        return items.isEmpty() ? Map.of() : allocate(items, false);
    }

    private Map<UUID, Allocated> allocate(List<Allocation> items, boolean waiting) {
        Map<UUID, Allocated> outcomes = HashMap.newHashMap(items.size());
        Map<UUID, Book.Owned> known =
                book.numbersOf(items.stream().map(Allocation::itemId).toList());
        Map<Bucket, List<UUID>> asked = new HashMap<>();
        for (Allocation item : items) {
            List<UUID> inBucket = asked.computeIfAbsent(item.bucket(), any -> new ArrayList<>());
            Book.Owned owned = known.get(item.itemId());
            if (owned == null) {
                inBucket.add(item.itemId());
            } else {
                outcomes.put(item.itemId(), again(item.itemId(), owned));
            }
        }
        Set<String> prefixes =
                book.openAmong(
                        asked.keySet().stream().map(Bucket::prefix).collect(Collectors.toSet()));
        SortedMap<Bucket, List<UUID>> wanted = new TreeMap<>();
        asked.forEach(
                (bucket, ids) -> {
                    if (!prefixes.contains(bucket.prefix())) {
                        ids.forEach(
                                id ->
                                        outcomes.put(
                                                id,
                                                new Allocated(id, Outcome.PREFIX_UNKNOWN, null)));
                    } else if (!ids.isEmpty()) {
                        wanted.put(bucket, ids);
                    }
                });
        Instant now = clock.instant();
        if (!wanted.isEmpty()) {
            Drawn drawn = waiting ? draw(wanted, hold(wanted)) : drawFree(wanted);
            drawn.outcomes().forEach(one -> outcomes.put(one.itemId(), one));
            if (!drawn.issued().isEmpty()) {
                book.writeAssigned(drawn.issued(), drawn.advances(), now);
                moved(drawn.advances());
                tell(drawn.issued().getFirst().itemId(), null);
            }
        }
        refusals.record(outcomes.values(), now);
        return outcomes;
    }

    /** From buckets, or lanes of them, that are free and have numbers enough. */
    private Drawn drawFree(SortedMap<Bucket, List<UUID>> wanted) {
        List<OpenRange> held = buckets.holdFree(wanted);
        wanted.keySet().retainAll(held.stream().map(OpenRange::bucket).toList());
        return draw(wanted, held);
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
     * @param requestId of the step in the item's life that the caller takes with it
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Allocated replace(Allocation item, UUID requestId) {
        if (book.openAmong(Set.of(item.bucket().prefix())).isEmpty()) {
            return new Allocated(item.itemId(), Outcome.PREFIX_UNKNOWN, null);
        }
        SortedMap<Bucket, List<UUID>> wanted = new TreeMap<>();
        wanted.put(item.bucket(), List.of(item.itemId()));
        Drawn drawn = draw(wanted, hold(wanted));
        if (!drawn.issued().isEmpty()) {
            book.writeReplacement(drawn.issued().getFirst(), drawn.advances(), clock.instant());
            moved(drawn.advances());
            tell(item.itemId(), requestId);
        }
        return drawn.outcomes().getFirst();
    }

    /** Who hears of it witnesses the transaction after its commit, before anybody is answered. */
    private void tell(UUID itemId, @Nullable UUID requestId) {
        LastSeen.Sight seen = lastSeen.last();
        if (seen == null) {
            throw new AssignmentClosedException("ledger_unverified");
        }
        events.publishEvent(new LastSeen.Given(seen.incarnation(), itemId, requestId));
    }

    private record Drawn(
            List<Allocated> outcomes, List<IssuedNumber> issued, List<Advance> advances) {}

    private Drawn draw(SortedMap<Bucket, List<UUID>> wanted, List<OpenRange> held) {
        Map<Bucket, BitSet> taken = takenAhead(held, wanted);
        List<Advance> advances = new ArrayList<>();
        Map<Bucket, Deque<UUID>> waiting = new TreeMap<>();
        wanted.forEach((bucket, items) -> waiting.put(bucket, new ArrayDeque<>(items)));
        BitSet none = new BitSet(0);
        Map<String, Places> placesByKey = new TreeMap<>();
        for (OpenRange range : held) {
            Deque<UUID> items = Objects.requireNonNull(waiting.get(range.bucket()), "held for it");
            BitSet skipped = taken.getOrDefault(range.bucket(), none);
            Places places = placesByKey.computeIfAbsent(range.keyId(), key -> new Places());
            int given = Math.min(items.size(), range.numbersLeft());
            int place = range.nextPlace();
            for (int i = 0; i < given; i++) {
                place = skipped.nextClearBit(place);
                places.add(range.bucket(), place, items.remove());
                place++;
            }
            if (given > 0) {
                advances.add(new Advance(range, given, place - range.nextPlace() - given));
            }
        }
        List<IssuedNumber> issued = new ArrayList<>();
        placesByKey.forEach((key, places) -> places.issue(keys.key(key), issued));
        List<Allocated> drawn = new ArrayList<>(issued.size());
        for (IssuedNumber one : issued) {
            PersonalIdNumber number = IssuedNumber.read(one.number());
            drawn.add(new Allocated(one.itemId(), Outcome.ASSIGNED, number));
        }
        for (Deque<UUID> items : waiting.values()) {
            items.forEach(item -> drawn.add(new Allocated(item, Outcome.EXHAUSTED, null)));
        }
        return new Drawn(drawn, issued, advances);
    }

    /** Places of one key's buckets and the items that get their numbers. */
    private static final class Places {
        private final List<UUID> items = new ArrayList<>();
        private int[] buckets = new int[FEW];
        private int[] places = new int[FEW];

        private void add(Bucket bucket, int place, UUID item) {
            if (items.size() == places.length) {
                buckets = Arrays.copyOf(buckets, 2 * places.length);
                places = Arrays.copyOf(places, 2 * places.length);
            }
            buckets[items.size()] = bucket.fixedDigits();
            places[items.size()] = place;
            items.add(item);
        }

        private void issue(NumberKey key, List<IssuedNumber> issued) {
            long[] numbers =
                    key.permutations()
                            .numbersAt(
                                    Arrays.copyOf(buckets, items.size()),
                                    Arrays.copyOf(places, items.size()));
            for (int i = 0; i < numbers.length; i++) {
                issued.add(new IssuedNumber(numbers[i], items.get(i)));
            }
        }
    }

    /**
     * Few numbers of one bucket come from whatever of it is free: the bucket's own counter, or a
     * lane. Others wait for the buckets, in their order, and take the rests of the lanes too before
     * a bucket is said to be exhausted.
     */
    private List<OpenRange> hold(SortedMap<Bucket, List<UUID>> wanted) {
        boolean queue = false;
        boolean few = wanted.size() == 1 && wanted.firstEntry().getValue().size() <= FEW;
        if (few) {
            Bucket bucket = wanted.firstKey();
            int numbers = wanted.firstEntry().getValue().size();
            Optional<OpenRange> free = buckets.holdAny(bucket, numbers);
            if (free.isPresent() && free.get().numbersLeft() >= numbers) {
                return List.of(free.get());
            }
            queue = free.isEmpty();
        }
        List<OpenRange> held = new ArrayList<>(buckets.hold(new TreeSet<>(wanted.keySet()), queue));
        SortedSet<Bucket> lacking = new TreeSet<>();
        for (OpenRange own : held) {
            if (own.numbersLeft() < wanted.getOrDefault(own.bucket(), List.of()).size()) {
                lacking.add(own.bucket());
            }
        }
        if (!lacking.isEmpty()) {
            held.addAll(buckets.holdLanes(lacking));
        }
        return held;
    }

    /** Tells what is filled now, and cuts a lane where callers had to queue for a bucket's row. */
    private void moved(List<Advance> advances) {
        for (Advance advance : advances) {
            OpenRange range = advance.range();
            if (!range.isOwn()) {
                continue;
            }
            signals.moved(range.bucket(), range.filled(), range.filled() + advance.given());
            if (range.queuedFor() && range.nextPlace() > 0) {
                buckets.cutLane(range.bucket(), settings.lanePlaces(), settings.lanes())
                        .ifPresent(
                                cut ->
                                        signals.moved(
                                                range.bucket(),
                                                cut.filledBefore(),
                                                cut.filledAfter()));
            }
        }
    }

    /**
     * The places to skip, as far ahead as the items reach. Most buckets have none and are not asked
     * about; the others are asked about together, in a window so wide as their share of taken
     * places suggests, and rarely a second time.
     */
    private Map<Bucket, BitSet> takenAhead(List<OpenRange> held, Map<Bucket, List<UUID>> wanted) {
        Map<OpenRange, Integer> windows = new LinkedHashMap<>();
        for (OpenRange open : held) {
            if (open.takenAhead() > 0 && open.numbersLeft() > 0) {
                windows.put(open, open.windowFor(neededFrom(open, wanted)));
            }
        }
        Map<Bucket, BitSet> taken = new HashMap<>();
        for (int round = 0; !windows.isEmpty(); round++) {
            if (round == WINDOWS_AT_MOST) {
                throw new IllegalStateException("a doubled window must have met the bucket's end");
            }
            buckets.takenWithin(windows)
                    .forEach(
                            (bucket, places) ->
                                    taken.computeIfAbsent(bucket, any -> new BitSet()).or(places));
            Map<OpenRange, Integer> wider = new LinkedHashMap<>();
            windows.forEach(
                    (open, window) -> {
                        int takenInWindow =
                                taken.getOrDefault(open.bucket(), new BitSet())
                                        .get(open.nextPlace(), open.nextPlace() + window)
                                        .cardinality();
                        if (window - takenInWindow < neededFrom(open, wanted)) {
                            wider.put(open, Math.min(2 * window, open.placesLeft()));
                        }
                    });
            windows = wider;
        }
        return taken;
    }

    private static int neededFrom(OpenRange open, Map<Bucket, List<UUID>> wanted) {
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
        return register(items, false);
    }

    /**
     * As {@link #register}, after a restore: a number that is not known here stays issued even
     * where its owner has another number here, which is a conflict for an officer.
     */
    List<Outcome> enterKnown(List<Registration> items) {
        return register(items, true);
    }

    private List<Outcome> register(List<Registration> items, boolean keepBeside) {
        SortedSet<Bucket> concerned = new TreeSet<>();
        items.forEach(item -> concerned.add(Bucket.containing(item.number())));
        Map<Bucket, OpenRange> held = new HashMap<>();
        buckets.hold(concerned, false).forEach(open -> held.put(open.bucket(), open));
        List<OpenRange> lanes = buckets.holdLanes(concerned);
        // Read after the buckets are held: from then on nobody else issues a number of theirs.
        Map<UUID, Book.Owned> known =
                book.numbersOf(items.stream().map(Registration::itemId).toList());
        Map<PersonalIdNumber, Boolean> issued =
                book.issuedAmong(items.stream().map(Registration::number).toList());
        List<Outcome> outcomes = new ArrayList<>(items.size());
        List<Registration> entered = new ArrayList<>();
        List<Registration> beside = new ArrayList<>();
        Set<UUID> seen = HashSet.newHashSet(items.size());
        List<IssuedNumber> takenOver = new ArrayList<>();
        List<IssuedNumber> takenBack = new ArrayList<>();
        for (Registration item : items) {
            Book.Owned owned = known.get(item.itemId());
            Boolean withdrawn = issued.put(item.number(), false);
            if (owned != null) {
                boolean same = owned.number().equals(item.number());
                // An import that gave its numbers back goes on after all.
                boolean again = same && owned.cancelled() && Boolean.TRUE.equals(withdrawn);
                if (again) {
                    takenBack.add(IssuedNumber.of(item.number(), item.itemId()));
                }
                outcomes.add(
                        again || (same && !owned.cancelled())
                                ? Outcome.REGISTERED
                                : Outcome.CONFLICT);
                if (keepBeside && withdrawn == null) {
                    beside.add(item);
                }
            } else if (!seen.add(item.itemId())) {
                outcomes.add(Outcome.CONFLICT);
                if (keepBeside && withdrawn == null) {
                    beside.add(item);
                }
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
            take(entered, held, lanes);
            book.writeRegistered(issued(entered), clock.instant());
            // A state that lacks them would give the same numbers from its counter. After a
            // restore nobody is told: the ledger opens as another life.
            if (!keepBeside) {
                tell(entered.getFirst().itemId(), null);
            }
        }
        if (!beside.isEmpty()) {
            take(beside, held, lanes);
            book.writeBeside(issued(beside), clock.instant());
        }
        if (!takenOver.isEmpty()) {
            book.takeOver(takenOver);
        }
        if (!takenBack.isEmpty()) {
            book.takeBack(takenBack);
        }
        return outcomes;
    }

    private static List<IssuedNumber> issued(List<Registration> items) {
        return items.stream().map(item -> IssuedNumber.of(item.number(), item.itemId())).toList();
    }

    private void take(
            List<Registration> entered, Map<Bucket, OpenRange> held, List<OpenRange> lanes) {
        SortedMap<Bucket, List<PersonalIdNumber>> byBucket = new TreeMap<>();
        for (Registration item : entered) {
            byBucket.computeIfAbsent(Bucket.containing(item.number()), bucket -> new ArrayList<>())
                    .add(item.number());
        }
        Map<Bucket, Integer> registered = new HashMap<>();
        Map<Bucket, Integer> ahead = new HashMap<>();
        Map<OpenRange, Integer> inLanes = new HashMap<>();
        List<Buckets.TakenPlace> taken = new ArrayList<>();
        Map<String, Permutations> permutations = new HashMap<>();
        byBucket.forEach(
                (bucket, numbers) -> {
                    OpenRange open = Objects.requireNonNull(held.get(bucket), "held above");
                    BucketPermutation permutation =
                            permutations
                                    .computeIfAbsent(
                                            open.keyId(), key -> keys.key(key).permutations())
                                    .of(bucket);
                    registered.put(bucket, numbers.size());
                    for (PersonalIdNumber number : numbers) {
                        int place = permutation.placeOf(number);
                        if (place >= open.nextPlace()) {
                            taken.add(new Buckets.TakenPlace(bucket, place));
                            ahead.merge(bucket, 1, Integer::sum);
                        } else {
                            // A place behind the counter is not given only if a lane has it yet.
                            for (OpenRange lane : lanes) {
                                if (lane.bucket().equals(bucket) && lane.contains(place)) {
                                    taken.add(new Buckets.TakenPlace(bucket, place));
                                    inLanes.merge(lane, 1, Integer::sum);
                                }
                            }
                        }
                    }
                });
        buckets.take(taken);
        buckets.countRegistered(registered, ahead);
        if (!inLanes.isEmpty()) {
            buckets.countTaken(inLanes);
        }
        ahead.forEach(
                (bucket, count) -> {
                    int before = Objects.requireNonNull(held.get(bucket), "held above").filled();
                    signals.moved(bucket, before, before + count);
                });
    }
}
