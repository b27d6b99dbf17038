package vn.dancu.idnumber.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.dancu.idnumber.IdNumberIT;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.model.TestKeys;
import vn.dancu.kernel.Sex;

/**
 * Buckets to their last number. {@code ./dancu prove} fills them from the first place on, {@code
 * ./dancu test} only their end.
 */
@IdNumberIT
class BucketFillIT {
    private static final Logger log = LoggerFactory.getLogger(BucketFillIT.class);
    private static final boolean FULL = "full".equals(System.getProperty("dancu.scale"));
    private static final int FROM = FULL ? 0 : 900_000;

    /** So wide that a busy machine does not decide; what slows with the filling is far beyond. */
    private static final double SLOWEST_TO_FASTEST = 8;

    @Autowired NumberLedger ledger;
    @Autowired LedgerTransactions transactions;
    @Autowired JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource({"0,2060", "95,2061"})
    void theLastNumberOfABucketComesAsFastAsTheFirstAndEachComesOnce(int percentTaken, int year) {
        Bucket bucket = Bucket.of("096", Sex.FEMALE, year);
        int left = open(bucket, percentTaken);
        int batch = Math.max(left / 100, 1);
        BitSet given = new BitSet();
        List<Double> deciles = new ArrayList<>();

        for (int decile = 0; decile < 10; decile++) {
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                List<Allocated> some = allocate(bucket, batch);
                millis.add((System.nanoTime() - start) / 1e6);
                for (Allocated one : some) {
                    int random =
                            Integer.parseInt(
                                    Objects.requireNonNull(one.number()).digits(), 6, 12, 10);
                    assertThat(given.get(random)).isFalse();
                    given.set(random);
                }
            }
            Collections.sort(millis);
            deciles.add(millis.get(millis.size() / 2));
        }

        int rest = left - given.cardinality();
        List<Allocated> last = allocate(bucket, rest + 1);
        assertThat(last.stream().filter(one -> one.outcome() == Outcome.ASSIGNED)).hasSize(rest);
        assertThat(last.getLast().outcome()).isEqualTo(Outcome.EXHAUSTED);
        log.info(
                "{} % taken beforehand, batches of {}: median milliseconds by decile {}",
                percentTaken, batch, deciles.stream().map(one -> "%.1f".formatted(one)).toList());
        assertThat(Collections.max(deciles))
                .isLessThan(SLOWEST_TO_FASTEST * Collections.min(deciles));
    }

    private List<Allocated> allocate(Bucket bucket, int count) {
        List<Allocation> items =
                Stream.generate(() -> new Allocation(UUID.randomUUID(), bucket))
                        .limit(count)
                        .toList();
        return transactions.run(() -> ledger.allocate(items));
    }

    /** Opens a bucket of whose places so many percent were issued elsewhere, evenly. */
    private int open(Bucket bucket, int percentTaken) {
        int taken =
                jdbc.sql(
                                """
                                insert into taken_place (bucket, place)
                                select :bucket, place
                                  from generate_series(:from, 999999) place
                                 where place::bigint * 7919 % 100 < :percent
                                """)
                        .param("bucket", bucket.fixedDigits())
                        .param("from", FROM)
                        .param("percent", percentTaken)
                        .update();
        jdbc.sql(
                        """
                        insert into bucket
                            (bucket, key_id, next_place, registered, taken_ahead, opened_at)
                        values (:bucket, :key, :from, :taken, :taken, now())
                        """)
                .param("bucket", bucket.fixedDigits())
                .param("key", TestKeys.FIRST.id())
                .param("from", FROM)
                .param("taken", taken)
                .update();
        return Bucket.PLACES - FROM - taken;
    }
}
