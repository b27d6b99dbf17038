package vn.dancu.platform.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.dancu.platform.problem.ProblemException;

class GroupWorkTest {
    private static final GroupSettings ONE_WORKER =
            new GroupSettings(100, 8, 1, Duration.ofSeconds(20));

    private final List<Integer> sizes = new ArrayList<>();

    private synchronized List<String> told(List<Integer> items) {
        sizes.add(items.size());
        if (items.contains(-1)) {
            throw new IllegalStateException("one of them is wrong");
        }
        return items.stream().map(i -> "done " + i).toList();
    }

    @Test
    void whoComesAloneIsDoneAtOnceOnItsOwnThread() {
        var threads = new ArrayList<Thread>();
        var group =
                new GroupWork<Integer, String>(
                        ONE_WORKER,
                        items -> {
                            threads.add(Thread.currentThread());
                            return told(items);
                        });
        assertThat(group.with(1)).isEqualTo("done 1");
        assertThat(group.with(2)).isEqualTo("done 2");
        assertThat(sizes).containsExactly(1, 1);
        assertThat(threads).containsOnly(Thread.currentThread());
    }

    @Test
    void whoWaitsTogetherIsDoneTogetherAndGetsItsOwn() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var group =
                new GroupWork<Integer, String>(
                        ONE_WORKER,
                        items -> {
                            if (items.contains(0)) {
                                begun.countDown();
                                await(goOn);
                            }
                            return told(items);
                        });
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = pool.submit(() -> group.with(0));
            begun.await();
            List<Thread> others = new ArrayList<>();
            var answers = new String[13];
            for (int i = 1; i <= 12; i++) {
                int own = i;
                others.add(Thread.startVirtualThread(() -> answers[own] = group.with(own)));
            }
            // They wait for the only worker when none of them runs any more.
            while (others.stream().anyMatch(t -> t.getState() != Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            goOn.countDown();
            assertThat(first.get()).isEqualTo("done 0");
            for (int i = 1; i <= 12; i++) {
                others.get(i - 1).join();
                assertThat(answers[i]).isEqualTo("done " + i);
            }
        }
        assertThat(sizes).containsExactly(1, 8, 4);
    }

    @Test
    void faultOfOneIsToldToNobodyElse() throws Exception {
        var group = new GroupWork<Integer, String>(ONE_WORKER, this::told);
        var failed = new AtomicInteger();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all =
                    IntStream.range(0, 200)
                            .mapToObj(i -> pool.submit(() -> group.with(i % 10 == 0 ? -1 : i)))
                            .toList();
            for (int i = 0; i < all.size(); i++) {
                Future<String> one = all.get(i);
                if (i % 10 == 0) {
                    assertThatThrownBy(one::get).hasCauseInstanceOf(IllegalStateException.class);
                    failed.incrementAndGet();
                } else {
                    assertThat(one.get()).isEqualTo("done " + i);
                }
            }
        }
        assertThat(failed).hasValue(20);
    }

    @Test
    void whoFindsNoPlaceToWaitWorksAlone() throws Exception {
        var held = new Semaphore(0);
        var begun = new CountDownLatch(1);
        var group =
                new GroupWork<Integer, String>(
                        new GroupSettings(1, 8, 1, Duration.ofSeconds(20)),
                        items -> {
                            if (items.contains(0)) {
                                begun.countDown();
                                held.acquireUninterruptibly();
                            }
                            return told(items);
                        });
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = pool.submit(() -> group.with(0));
            begun.await();
            Thread waits = Thread.startVirtualThread(() -> group.with(1));
            while (waits.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertThat(group.with(2)).isEqualTo("done 2");
            held.release(2);
            assertThat(first.get()).isEqualTo("done 0");
            waits.join();
        }
    }

    @Test
    void whoIsNotServedInTimeIsToldSo() throws Exception {
        var held = new Semaphore(0);
        var begun = new CountDownLatch(1);
        var group =
                new GroupWork<Integer, String>(
                        new GroupSettings(10, 8, 1, Duration.ofMillis(50)),
                        items -> {
                            begun.countDown();
                            held.acquireUninterruptibly();
                            return told(items);
                        });
        Thread first = Thread.startVirtualThread(() -> group.with(0));
        begun.await();
        assertThatThrownBy(() -> group.with(1))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("unavailable"));
        held.release(2);
        first.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
