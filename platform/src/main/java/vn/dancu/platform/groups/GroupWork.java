package vn.dancu.platform.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.dancu.platform.problem.ProblemException;

/**
 * Work of callers that come at the same time, done together: one transaction, one round trip and
 * one flush of the log for all of them. Nobody waits for more callers: a group is whoever waits
 * when a worker is free, and who comes alone works at once, on its own thread. Where the work of a
 * group fails, each does its own alone and is told of its own fault only.
 *
 * @param <T> what one caller brings
 * @param <R> what it gets
 */
public final class GroupWork<T, R> {
    private static final Logger log = LoggerFactory.getLogger(GroupWork.class);

    private final Function<List<T>, List<R>> work;
    private final ToIntFunction<T> size;
    private final int largestItem;
    private final GroupSettings settings;
    private final BlockingQueue<Waiting<T, R>> queue;
    private final Semaphore workers;

    /**
     * @param work done when it returns, with a result for each, in their order; done again for
     *     fewer of them if it throws
     */
    public GroupWork(GroupSettings settings, Function<List<T>, List<R>> work) {
        this(settings, item -> 1, 1, work);
    }

    /**
     * @param size how much of {@code settings.largest()} an item takes
     * @param largestItem the most that an item takes
     * @param work as above
     */
    public GroupWork(
            GroupSettings settings,
            ToIntFunction<T> size,
            int largestItem,
            Function<List<T>, List<R>> work) {
        this.work = work;
        this.size = size;
        this.largestItem = largestItem;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.waiting());
        this.workers = new Semaphore(settings.workers());
    }

    private record Waiting<T, R>(T item, CompletableFuture<Optional<R>> result) {}

    /**
     * @return when the work is done for this item
     * @throws ProblemException 503 {@code unavailable} if it was not in time; it may be done all
     *     the same
     */
    public R with(T item) {
        var waiting = new Waiting<T, R>(item, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            return alone(item);
        }
        if (workers.tryAcquire()) {
            // Its own group first, on the thread that is there; the next ones by another.
            try {
                next();
            } finally {
                workers.release();
            }
            workIfSomebodyWaits();
        }
        return result(waiting).orElseGet(() -> alone(item));
    }

    private Optional<R> result(Waiting<T, R> waiting) {
        try {
            return waiting.result().get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (TimeoutException e) {
            throw unavailable();
        } catch (ExecutionException e) {
            // Whoever was alone in its group has met its own fault already.
            throw e.getCause() instanceof RuntimeException own ? own : unavailable();
        }
    }

    private ProblemException unavailable() {
        return ProblemException.unavailable(
                "unavailable", "It was not done in time; ask again.", settings.patience());
    }

    private R alone(T item) {
        return work.apply(List.of(item)).getFirst();
    }

    private void workIfSomebodyWaits() {
        if (!queue.isEmpty() && workers.tryAcquire()) {
            Thread.ofVirtual().name("group").start(this::workUntilNobodyWaits);
        }
    }

    /**
     * Who comes after the queue was seen empty finds a worker free, or is seen by the last look.
     */
    private void workUntilNobodyWaits() {
        try {
            while (next()) {}
        } finally {
            workers.release();
        }
        workIfSomebodyWaits();
    }

    /** Does the work of whoever waits now; says whether there was anybody. */
    private boolean next() {
        List<Waiting<T, R>> group = waiting();
        if (group.isEmpty()) {
            return false;
        }
        List<R> results = List.of();
        try {
            results = work.apply(group.stream().map(Waiting::item).toList());
        } catch (RuntimeException e) {
            if (group.size() == 1) {
                group.getFirst().result().completeExceptionally(e);
            }
            // Its message may quote what was to be written.
            log.info("a group of {} failed: {}", group.size(), e.getClass().getSimpleName());
        } finally {
            tell(group, results);
        }
        return true;
    }

    private List<Waiting<T, R>> waiting() {
        List<Waiting<T, R>> group = new ArrayList<>();
        int taken = 0;
        while (taken <= settings.largest() - largestItem) {
            Waiting<T, R> one = queue.poll();
            if (one == null) {
                break;
            }
            group.add(one);
            taken += size.applyAsInt(one.item());
        }
        return group;
    }

    private void tell(List<Waiting<T, R>> group, List<R> results) {
        boolean done = results.size() == group.size();
        for (int i = 0; i < group.size(); i++) {
            group.get(i).result().complete(done ? Optional.of(results.get(i)) : Optional.empty());
        }
    }
}
