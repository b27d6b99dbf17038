package vn.dancu.idnumber.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.BucketPermutation;
import vn.dancu.idnumber.model.TestKeys;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

@IdNumberIT
class NumberLedgerIT {
    private static final int BATCH = 1_000;

    @Autowired NumberLedger ledger;
    @Autowired LedgerTransactions transactions;
    @Autowired JdbcClient jdbc;

    @ParameterizedTest
    @ValueSource(ints = {1, 199, 200, BATCH})
    void aBatchGetsTheNextNumbersOfItsBucketInTheirOrder(int size) {
        Bucket bucket = Bucket.of("001", Sex.MALE, 1900 + size % 97);
        List<Allocation> items = items(bucket, size);

        List<Allocated> allocated = allocate(items);

        BucketPermutation expected = TestKeys.FIRST.permutationOf(bucket);
        for (int i = 0; i < size; i++) {
            assertThat(allocated.get(i).itemId()).isEqualTo(items.get(i).itemId());
            assertThat(allocated.get(i).number()).isEqualTo(expected.numberAt(i));
        }
        assertThat(rowOf(bucket)).isEqualTo(new Row(size, size, 0, 0));
        assertThat(storedIn(bucket)).isEqualTo(size);
    }

    @Test
    void aBatchOverManyBucketsAnswersInTheOrderOfItsItems() {
        List<Allocation> items = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Sex sex = i % 2 == 0 ? Sex.MALE : Sex.FEMALE;
            items.add(new Allocation(UUID.randomUUID(), Bucket.of("096", sex, 1900 + i % 100)));
        }
        Collections.shuffle(items);

        List<Allocated> allocated = allocate(items);

        for (int i = 0; i < BATCH; i++) {
            assertThat(allocated.get(i).itemId()).isEqualTo(items.get(i).itemId());
            assertThat(Bucket.containing(numberOf(allocated.get(i))))
                    .isEqualTo(items.get(i).bucket());
        }
        assertThat(numbers(allocated)).hasSize(BATCH);
    }

    @Test
    void theSameItemHasTheSameNumberForEverWhateverIsAskedLater() {
        UUID item = UUID.randomUUID();
        PersonalIdNumber first = allocateOne(item, Bucket.of("002", Sex.MALE, 1950));

        assertThat(allocateOne(item, Bucket.of("002", Sex.MALE, 1950))).isEqualTo(first);
        assertThat(allocateOne(item, Bucket.of("004", Sex.FEMALE, 1951))).isEqualTo(first);
        assertThat(allocateOne(item, Bucket.of("999", Sex.FEMALE, 1951))).isEqualTo(first);
        assertThat(rowOf(Bucket.of("002", Sex.MALE, 1950))).isEqualTo(new Row(1, 1, 0, 0));
    }

    @Test
    void theSameItemsInParallelHaveOneNumberEach() throws Exception {
        Bucket bucket = Bucket.of("006", Sex.FEMALE, 1960);
        List<Allocation> items = items(bucket, 300);

        List<List<Allocated>> answers =
                inParallel(
                        8,
                        thread -> {
                            List<Allocation> shuffled = new ArrayList<>(items);
                            Collections.shuffle(shuffled);
                            allocate(shuffled);
                            return allocate(items);
                        });

        assertThat(new HashSet<>(answers)).hasSize(1);
        assertThat(numbers(answers.getFirst())).hasSize(300);
        assertThat(rowOf(bucket)).isEqualTo(new Row(300, 300, 0, 0));
    }

    @Test
    void theSameItemInParallelUnderDifferentBucketsHasOneNumber() throws Exception {
        UUID item = UUID.randomUUID();

        List<PersonalIdNumber> answers =
                inParallel(
                        8, thread -> allocateOne(item, Bucket.of("008", Sex.MALE, 1900 + thread)));

        assertThat(new HashSet<>(answers)).hasSize(1);
        assertThat(
                        IntStream.range(0, 8)
                                .map(i -> rowOf(Bucket.of("008", Sex.MALE, 1900 + i)).assigned())
                                .sum())
                .isEqualTo(1);
    }

    @Test
    void manyCallersOfOneBucketBurnNothingAndShareNothing() throws Exception {
        Bucket bucket = Bucket.of("010", Sex.MALE, 2021);

        List<Set<PersonalIdNumber>> answers =
                inParallel(
                        8,
                        thread -> {
                            Set<PersonalIdNumber> mine = new HashSet<>();
                            for (int i = 0; i < 25; i++) {
                                mine.add(allocateOne(UUID.randomUUID(), bucket));
                            }
                            return mine;
                        });

        Set<PersonalIdNumber> all = new HashSet<>();
        answers.forEach(all::addAll);
        assertThat(all).hasSize(200);
        assertThat(rowOf(bucket)).isEqualTo(new Row(200, 200, 0, 0));
    }

    @Test
    void batchesOverTheSameNewBucketsInAnyOrderDoNotStopEachOther() throws Exception {
        List<Bucket> buckets =
                IntStream.range(1900, 2000).mapToObj(y -> Bucket.of("011", Sex.MALE, y)).toList();

        List<Set<PersonalIdNumber>> answers =
                inParallel(
                        6,
                        thread -> {
                            List<Allocation> items = new ArrayList<>();
                            buckets.forEach(b -> items.addAll(items(b, 3)));
                            Collections.shuffle(items);
                            return numbers(allocate(items));
                        });

        Set<PersonalIdNumber> all = new HashSet<>();
        answers.forEach(all::addAll);
        assertThat(all).hasSize(6 * 300);
        assertThat(buckets).allSatisfy(b -> assertThat(rowOf(b).assigned()).isEqualTo(18));
    }

    @Test
    void whatIsRolledBackGivesNothingAndBurnsNothing() {
        Bucket bucket = Bucket.of("012", Sex.MALE, 1970);
        List<Allocation> items = items(bucket, BATCH);
        List<List<Allocated>> lost = new ArrayList<>();

        assertThatThrownBy(
                        () ->
                                transactions.run(
                                        () -> {
                                            lost.add(ledger.allocate(items));
                                            throw new IllegalStateException("crash");
                                        }))
                .hasMessage("crash");
        assertThat(storedIn(bucket)).isZero();

        // The places are given again, to whoever comes next: nobody has seen the lost answer.
        assertThat(allocate(items)).isEqualTo(lost.getFirst());
        assertThat(rowOf(bucket)).isEqualTo(new Row(BATCH, BATCH, 0, 0));
    }

    @Test
    void theLastNumberOfABucketIsGivenAndNoneAfterIt() {
        Bucket bucket = Bucket.of("014", Sex.FEMALE, 1980);
        openAt(bucket, 999_998);

        List<Allocated> allocated = allocate(items(bucket, 5));

        assertThat(allocated.stream().map(Allocated::outcome))
                .containsExactly(
                        Outcome.ASSIGNED,
                        Outcome.ASSIGNED,
                        Outcome.EXHAUSTED,
                        Outcome.EXHAUSTED,
                        Outcome.EXHAUSTED);
        assertThat(allocate(items(bucket, 1)).getFirst().outcome()).isEqualTo(Outcome.EXHAUSTED);
        assertThat(rowOf(bucket).nextPlace()).isEqualTo(1_000_000);
        assertThat(allocated.stream().limit(2).map(Allocated::itemId))
                .allSatisfy(
                        item ->
                                assertThat(Bucket.containing(allocateOne(item, bucket)))
                                        .isEqualTo(bucket));
    }

    @Test
    void aRefusedItemIsDecidedAgainWhenThePrefixIsKnown() {
        UUID item = UUID.randomUUID();
        Bucket bucket = Bucket.of("901", Sex.MALE, 1990);

        assertThat(outcomeOf(item, bucket)).isEqualTo(Outcome.PREFIX_UNKNOWN);
        assertThat(outcomeOf(item, bucket)).isEqualTo(Outcome.PREFIX_UNKNOWN);
        assertThat(
                        jdbc.sql("select times from refusal where item_id = :item")
                                .param("item", item)
                                .query(Integer.class)
                                .single())
                .isEqualTo(2);
        jdbc.sql("insert into prefix (prefix, name) values ('901', 'Test')").update();

        assertThat(outcomeOf(item, bucket)).isEqualTo(Outcome.ASSIGNED);
    }

    @Test
    void numbersIssuedElsewhereAreSkippedInTheirPlaces() {
        Bucket bucket = Bucket.of("015", Sex.MALE, 2016);
        BucketPermutation order = TestKeys.FIRST.permutationOf(bucket);
        List<Registration> elsewhere =
                Stream.of(0, 1, 3, 4, 7, 500_000)
                        .map(place -> new Registration(UUID.randomUUID(), order.numberAt(place)))
                        .toList();
        assertThat(register(elsewhere)).containsOnly(Outcome.REGISTERED);

        List<Allocated> allocated = allocate(items(bucket, 4));

        assertThat(allocated.stream().map(NumberLedgerIT::numberOf))
                .containsExactly(
                        order.numberAt(2), order.numberAt(5), order.numberAt(6), order.numberAt(8));
        assertThat(rowOf(bucket)).isEqualTo(new Row(9, 4, 6, 1));
    }

    @Test
    void aNearlyFullBucketGivesItsRemainingNumbersAndThenIsExhausted() {
        Bucket bucket = Bucket.of("017", Sex.MALE, 2016);
        BucketPermutation order = TestKeys.FIRST.permutationOf(bucket);
        openAt(bucket, 990_000);
        // Of the last ten thousand places all but every twentieth were issued elsewhere.
        List<Registration> elsewhere =
                IntStream.range(990_000, 1_000_000)
                        .filter(place -> place % 20 != 0)
                        .mapToObj(
                                place -> new Registration(UUID.randomUUID(), order.numberAt(place)))
                        .toList();
        assertThat(register(elsewhere)).containsOnly(Outcome.REGISTERED);

        List<Allocated> first = allocate(items(bucket, 1));
        List<Allocated> rest = allocate(items(bucket, 600));

        assertThat(numberOf(first.getFirst())).isEqualTo(order.numberAt(990_000));
        List<Allocated> assigned =
                rest.stream().filter(item -> item.outcome() == Outcome.ASSIGNED).toList();
        assertThat(assigned.stream().map(NumberLedgerIT::numberOf))
                .containsExactlyElementsOf(
                        IntStream.range(1, 500)
                                .mapToObj(i -> order.numberAt(990_000 + 20 * i))
                                .toList());
        assertThat(rest.stream().filter(item -> item.outcome() == Outcome.EXHAUSTED)).hasSize(101);
        assertThat(allocate(items(bucket, 2)).stream().map(Allocated::outcome))
                .containsOnly(Outcome.EXHAUSTED);
    }

    @Test
    void aLongRunOfTakenPlacesIsCrossed() {
        Bucket bucket = Bucket.of("019", Sex.MALE, 2016);
        BucketPermutation order = TestKeys.FIRST.permutationOf(bucket);
        // All the taken places lie in front, where their share suggests a far smaller window.
        List<Registration> elsewhere =
                IntStream.range(0, 3_000)
                        .mapToObj(
                                place -> new Registration(UUID.randomUUID(), order.numberAt(place)))
                        .toList();
        register(elsewhere);

        assertThat(allocateOne(UUID.randomUUID(), bucket)).isEqualTo(order.numberAt(3_000));
        assertThat(rowOf(bucket)).isEqualTo(new Row(3_001, 1, 3_000, 0));
    }

    @Test
    void registeringAgainIsRegisteredAndAnythingElseIsAConflict() {
        Bucket bucket = Bucket.of("020", Sex.FEMALE, 2017);
        UUID numbered = UUID.randomUUID();
        PersonalIdNumber given = allocateOne(numbered, bucket);
        PersonalIdNumber foreign = TestKeys.FIRST.permutationOf(bucket).numberAt(77);
        PersonalIdNumber other = TestKeys.FIRST.permutationOf(bucket).numberAt(78);
        Registration first = new Registration(UUID.randomUUID(), foreign);
        assertThat(register(List.of(first))).containsExactly(Outcome.REGISTERED);

        assertThat(register(List.of(first))).containsExactly(Outcome.REGISTERED);
        assertThat(
                        register(
                                List.of(
                                        new Registration(UUID.randomUUID(), foreign),
                                        new Registration(first.itemId(), other),
                                        new Registration(UUID.randomUUID(), given),
                                        new Registration(numbered, other))))
                .containsOnly(Outcome.CONFLICT);
        assertThat(register(List.of(new Registration(numbered, given))))
                .containsExactly(Outcome.REGISTERED);
        assertThat(allocateOne(first.itemId(), bucket)).isEqualTo(foreign);
        assertThat(rowOf(bucket)).isEqualTo(new Row(1, 1, 1, 1));
    }

    @Test
    void ofTwoItemsOfOneBatchTheFirstHasTheNumber() {
        PersonalIdNumber number = new PersonalIdNumber("022016123456");

        assertThat(
                        register(
                                List.of(
                                        new Registration(UUID.randomUUID(), number),
                                        new Registration(UUID.randomUUID(), number))))
                .containsExactly(Outcome.REGISTERED, Outcome.CONFLICT);
    }

    @Test
    void aNumberOfAnotherProfileIsRegisteredAsItIs() {
        PersonalIdNumber opaque = new PersonalIdNumber("987654321098");

        assertThat(register(List.of(new Registration(UUID.randomUUID(), opaque))))
                .containsExactly(Outcome.REGISTERED);
    }

    @Test
    void allocatingAndRegisteringOneBucketInParallelGivesNoNumberTwice() throws Exception {
        Bucket bucket = Bucket.of("024", Sex.MALE, 2018);
        BucketPermutation order = TestKeys.FIRST.permutationOf(bucket);
        List<PersonalIdNumber> firstPlaces =
                IntStream.range(0, 400).mapToObj(order::numberAt).toList();

        List<Integer> registeredOrAssigned =
                inParallel(
                        4,
                        thread -> {
                            int entered = 0;
                            for (int i = thread; i < 400; i += 4) {
                                if (thread % 2 == 0) {
                                    allocateOne(UUID.randomUUID(), bucket);
                                    entered++;
                                } else if (register(
                                                        List.of(
                                                                new Registration(
                                                                        UUID.randomUUID(),
                                                                        firstPlaces.get(i))))
                                                .getFirst()
                                        == Outcome.REGISTERED) {
                                    entered++;
                                }
                            }
                            return entered;
                        });

        int entered = registeredOrAssigned.stream().mapToInt(Integer::intValue).sum();
        assertThat(storedIn(bucket)).isEqualTo(entered);
        Row row = rowOf(bucket);
        assertThat(row.assigned()).isEqualTo(200);
        assertThat(row.assigned() + row.registered()).isEqualTo(entered);
        assertThat(row.nextPlace() + row.takenAhead()).isEqualTo(entered);
    }

    @Test
    void theDatabaseItselfRefusesASecondOwnerAndASecondNumber() {
        UUID item = UUID.randomUUID();
        PersonalIdNumber number = allocateOne(item, Bucket.of("025", Sex.MALE, 1999));

        assertThatThrownBy(
                        () ->
                                jdbc.sql(
                                                """
                                                insert into number
                                                    (number, item_id, issued_at, origin)
                                                values (:number, :item, now(), 'assigned')
                                                """)
                                        .param("number", Long.valueOf(number.digits()))
                                        .param("item", UUID.randomUUID())
                                        .update())
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(
                        () ->
                                jdbc.sql("insert into assignment values (:item, 1)")
                                        .param("item", item)
                                        .update())
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void numbersAreGivenInATransactionOnly() {
        List<Allocation> items = items(Bucket.of("026", Sex.MALE, 1999), 1);

        assertThatThrownBy(() -> ledger.allocate(items))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    private List<Allocated> allocate(List<Allocation> items) {
        return transactions.run(() -> ledger.allocate(items));
    }

    private List<Outcome> register(List<Registration> items) {
        return transactions.run(() -> ledger.register(items));
    }

    private PersonalIdNumber allocateOne(UUID item, Bucket bucket) {
        return numberOf(allocate(List.of(new Allocation(item, bucket))).getFirst());
    }

    private Outcome outcomeOf(UUID item, Bucket bucket) {
        return allocate(List.of(new Allocation(item, bucket))).getFirst().outcome();
    }

    private static PersonalIdNumber numberOf(Allocated allocated) {
        return Objects.requireNonNull(allocated.number(), "an assigned number");
    }

    private static Set<PersonalIdNumber> numbers(List<Allocated> allocated) {
        Set<PersonalIdNumber> numbers = new HashSet<>();
        allocated.forEach(item -> numbers.add(numberOf(item)));
        return numbers;
    }

    private static List<Allocation> items(Bucket bucket, int count) {
        return Stream.generate(() -> new Allocation(UUID.randomUUID(), bucket))
                .limit(count)
                .toList();
    }

    @Test
    void callersOfOneBucketNumberFromLanesWithoutWaitingForEachOther() throws Exception {
        Bucket bucket = Bucket.of("027", Sex.MALE, 2022);
        allocateOne(UUID.randomUUID(), bucket);
        CyclicBarrier inside = new CyclicBarrier(2);

        // Both transactions are open at once: with one row for all, the second could not get there.
        cutLaneOf(bucket, 8);
        List<PersonalIdNumber> numbers =
                inParallel(
                        2,
                        thread ->
                                transactions.run(
                                        () -> {
                                            var item = new Allocation(UUID.randomUUID(), bucket);
                                            Allocated one =
                                                    ledger.allocate(List.of(item)).getFirst();
                                            awaitOther(inside);
                                            return numberOf(one);
                                        }));

        assertThat(new HashSet<>(numbers)).hasSize(2);
        assertThat(rowOf(bucket).assigned()).isEqualTo(3);
    }

    @Test
    void theRestsOfLanesAreGivenBeforeABucketIsExhausted() {
        Bucket bucket = Bucket.of("030", Sex.MALE, 2022);
        openAt(bucket, 999_990);
        cutLaneOf(bucket, 4);
        cutLaneOf(bucket, 6);

        List<Allocated> allocated = allocate(items(bucket, 11));

        assertThat(allocated.stream().filter(one -> one.outcome() == Outcome.ASSIGNED)).hasSize(10);
        assertThat(allocated.getLast().outcome()).isEqualTo(Outcome.EXHAUSTED);
        BucketPermutation order = TestKeys.FIRST.permutationOf(bucket);
        assertThat(allocated.stream().limit(10).map(one -> order.placeOf(numberOf(one))))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(999_990, 1_000_000).boxed().toList());
    }

    @Test
    void aNumberIssuedElsewhereInTheRestOfALaneIsSkippedThere() {
        Bucket bucket = Bucket.of("031", Sex.MALE, 2022);
        openAt(bucket, 999_990);
        cutLaneOf(bucket, 10);
        BucketPermutation order = TestKeys.FIRST.permutationOf(bucket);

        assertThat(register(List.of(new Registration(UUID.randomUUID(), order.numberAt(999_991)))))
                .containsExactly(Outcome.REGISTERED);
        List<Allocated> allocated = allocate(items(bucket, 10));

        assertThat(allocated.stream().filter(one -> one.outcome() == Outcome.ASSIGNED)).hasSize(9);
        assertThat(storedIn(bucket)).isEqualTo(10);
        assertThat(allocated.stream().limit(9).map(one -> order.placeOf(numberOf(one))))
                .doesNotContain(999_991);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 95, 100})
    void aBucketThatFillsIsToldOnce(int percent) {
        Bucket bucket = Bucket.of("033", Sex.MALE, 1900 + percent % 100);
        openAt(bucket, percent * 10_000 - 2);
        // Of this transaction alone: the relay carries earlier ones away meanwhile.
        String events =
                "select count(*) from outbox where xmin = pg_current_xact_id()::xid and key = '"
                        + bucket.digits()
                        + "'";

        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            transactions.run(
                    () -> {
                        ledger.allocate(items(bucket, 1));
                        return told.add(jdbc.sql(events).query(Integer.class).single());
                    });
        }

        assertThat(told).containsExactly(0, 1, 0);
    }

    private void cutLaneOf(Bucket bucket, int places) {
        int lane =
                jdbc.sql("select count(*) from lane where bucket = :bucket")
                        .param("bucket", bucket.fixedDigits())
                        .query(Integer.class)
                        .single();
        jdbc.sql(
                        """
                        with cut as (
                            update bucket set next_place = next_place + :places
                             where bucket = :bucket returning old.next_place)
                        insert into lane (bucket, lane, next_place, up_to)
                        select :bucket, :lane, next_place, next_place + :places from cut
                        """)
                .param("bucket", bucket.fixedDigits())
                .param("places", places)
                .param("lane", lane)
                .update();
    }

    private static void awaitOther(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the other transaction waits for this one", e);
        }
    }

    /** Puts a bucket's counter where it would stand after so many numbers. */
    private void openAt(Bucket bucket, int place) {
        jdbc.sql(
                        """
                        insert into bucket (bucket, key_id, next_place, opened_at)
                        values (:bucket, :key, :place, now())
                        """)
                .param("bucket", bucket.fixedDigits())
                .param("key", TestKeys.FIRST.id())
                .param("place", place)
                .update();
    }

    private record Row(int nextPlace, int assigned, int registered, int takenAhead) {}

    private Row rowOf(Bucket bucket) {
        return jdbc.sql(
                        """
                        select b.next_place - coalesce(sum(l.up_to - l.next_place), 0) as next_place,
                               b.assigned + coalesce(sum(l.assigned), 0) as assigned,
                               b.registered,
                               b.taken_ahead + coalesce(sum(l.taken_ahead), 0) as taken_ahead
                          from bucket b left join lane l on l.bucket = b.bucket
                         where b.bucket = :bucket
                         group by b.bucket
                        """)
                .param("bucket", bucket.fixedDigits())
                .query(Row.class)
                .optional()
                .orElse(new Row(0, 0, 0, 0));
    }

    private int storedIn(Bucket bucket) {
        return jdbc.sql(
                        """
                        select count(*)
                          from number n join assignment a using (item_id, number)
                         where n.number / 1000000 = :bucket
                        """)
                .param("bucket", bucket.fixedDigits())
                .query(Integer.class)
                .single();
    }

    private interface Work<T> {
        T of(int thread) throws Exception;
    }

    private static <T> List<T> inParallel(int threads, Work<T> work) throws Exception {
        CyclicBarrier together = new CyclicBarrier(threads);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                calls.add(
                        () -> {
                            together.await();
                            return work.of(thread);
                        });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
