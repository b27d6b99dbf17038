package vn.dancu.sharing.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import vn.dancu.sharing.model.Quota;

class QuotaMeterTest {
    private static final UUID AGREEMENT = UUID.randomUUID();

    private final FakeDatabase database = new FakeDatabase();

    /** Counts as the database does, by a clock that the test turns. */
    private static final class FakeDatabase implements QuotaLeases {
        private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
        private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
        long now = 5 * DAY_NANOS;
        int asked;
        private final Map<QuotaUnit, Long> window = new EnumMap<>(QuotaUnit.class);
        private final Map<QuotaUnit, Integer> leased = new EnumMap<>(QuotaUnit.class);

        @Override
        public Lease lease(UUID agreement, QuotaUnit unit, int block, int limit) {
            asked++;
            long length = unit == QuotaUnit.DAY ? DAY_NANOS : SECOND_NANOS;
            long current = now / length;
            if (!Long.valueOf(current).equals(window.put(unit, current))) {
                leased.put(unit, 0);
            }
            int granted = Math.max(0, Math.min(block, limit - leased.getOrDefault(unit, 0)));
            leased.merge(unit, granted, Integer::sum);
            return new Lease(granted, Duration.ofNanos((current + 1) * length - now));
        }
    }

    private QuotaMeter instance() {
        return new QuotaMeter(
                AGREEMENT, database, new QuotaLimits(8, 200, 1000), () -> database.now);
    }

    private static int takeUntilRefused(List<QuotaMeter> instances, Quota quota) {
        int taken = 0;
        List<QuotaMeter> open = new ArrayList<>(instances);
        while (!open.isEmpty()) {
            QuotaMeter meter = open.get(taken % open.size());
            if (meter.take(quota).isEmpty()) {
                taken++;
            } else {
                open.remove(meter);
            }
        }
        return taken;
    }

    @Property(tries = 200)
    void instancesTogetherGetExactlyTheQuotaOfASecond(
            @ForAll @IntRange(min = 1, max = 500) int perSecond,
            @ForAll @IntRange(min = 1, max = 5) int instances) {
        FakeDatabase shared = new FakeDatabase();
        List<QuotaMeter> meters = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            meters.add(
                    new QuotaMeter(
                            AGREEMENT, shared, new QuotaLimits(8, 200, 1000), () -> shared.now));
        }
        Quota quota = new Quota(100_000_000, perSecond);
        assertThat(takeUntilRefused(meters, quota)).isEqualTo(perSecond);
        shared.now += FakeDatabase.SECOND_NANOS;
        assertThat(takeUntilRefused(meters, quota)).isEqualTo(perSecond);
    }

    @Test
    void theQuotaOfADayHoldsOverItsSeconds() {
        QuotaMeter meter = instance();
        Quota quota = new Quota(25, 10);
        List<Integer> taken = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            taken.add(takeUntilRefused(List.of(meter), quota));
            database.now += FakeDatabase.SECOND_NANOS;
        }
        assertThat(taken).containsExactly(10, 10, 5, 0, 0);
        database.now += FakeDatabase.DAY_NANOS;
        assertThat(takeUntilRefused(List.of(meter), quota)).isEqualTo(10);
    }

    @Test
    void aFloodIsRefusedWithoutAskingTheDatabase() {
        QuotaMeter meter = instance();
        Quota quota = new Quota(100, 3);
        takeUntilRefused(List.of(meter), quota);
        int before = database.asked;
        for (int i = 0; i < 1_000; i++) {
            assertThat(meter.take(quota)).isPresent();
        }
        assertThat(database.asked).isEqualTo(before);
    }

    @Test
    void theRefusalSaysHowLongTheWindowRuns() {
        QuotaMeter meter = instance();
        Quota quota = new Quota(100, 1);
        database.now += Duration.ofMillis(300).toNanos();
        assertThat(meter.take(quota)).isEmpty();
        assertThat(meter.take(quota)).contains(Duration.ofMillis(700));
    }

    @Test
    void aRaisedQuotaHelpsAtOnce() {
        QuotaMeter meter = instance();
        assertThat(takeUntilRefused(List.of(meter), new Quota(5, 100))).isEqualTo(5);
        assertThat(takeUntilRefused(List.of(meter), new Quota(9, 100))).isEqualTo(4);
    }

    @Test
    void whatIsLeftOfASecondIsWorthNothingInTheNext() {
        QuotaMeter meter = instance();
        Quota quota = new Quota(1_000, 80);
        assertThat(meter.take(quota)).isEmpty();
        database.now += FakeDatabase.SECOND_NANOS;
        assertThat(takeUntilRefused(List.of(meter), quota)).isEqualTo(80);
    }
}
