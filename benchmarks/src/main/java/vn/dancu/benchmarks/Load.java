package vn.dancu.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several callers who ask for a time, one question after the other. */
final class Load {
    private Load() {}

    /** One question, with the caller's own chance. */
    interface Question {
        /** Says whether the answer was the one that was wanted. */
        boolean ask(SplittableRandom random) throws Exception;
    }

    /**
     * @param asked questions that were answered, as wanted or not
     * @param wanted those that were answered as wanted
     */
    record Outcome(long asked, long wanted, double seconds, Percentiles took) {
        static Outcome none() {
            return new Outcome(0, 0, 0, new Percentiles());
        }

        double rate() {
            return seconds == 0 ? 0 : asked / seconds;
        }

        String shown() {
            return "%,.0f/s, p50 %.1f ms, p99 %.1f ms"
                    .formatted(rate(), took.at(0.5), took.at(0.99));
        }

        Outcome and(Outcome other) {
            took.addAll(other.took);
            return new Outcome(
                    asked + other.asked, wanted + other.wanted, seconds + other.seconds, took);
        }
    }

    /** As fast as answers come. */
    static Outcome closed(int callers, double seconds, Question question) throws Exception {
        return paced(callers, seconds, Double.POSITIVE_INFINITY, question);
    }

    /**
     * So many questions a second by all callers together, if the answers come fast enough. Times
     * count from when a question was due, so that waiting behind a slow answer is not left out.
     */
    static Outcome paced(int callers, double seconds, double rate, Question question)
            throws Exception {
        Percentiles took = new Percentiles();
        long start = System.nanoTime();
        long stop = start + (long) (seconds * 1e9);
        double gap = callers / rate * 1e9;
        long asked = 0;
        long wanted = 0;
        try (var pool = Executors.newFixedThreadPool(callers)) {
            List<Callable<long[]>> all = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                var random = new SplittableRandom(caller);
                long first = start + (long) (gap == 0 ? 0 : gap * caller / callers);
                all.add(() -> caller(first, gap, stop, random, question, took));
            }
            for (Future<long[]> done : pool.invokeAll(all)) {
                asked += done.get()[0];
                wanted += done.get()[1];
            }
        }
        return new Outcome(asked, wanted, (System.nanoTime() - start) / 1e9, took);
    }

    private static long[] caller(
            long first,
            double gap,
            long stop,
            SplittableRandom random,
            Question question,
            Percentiles took)
            throws Exception {
        long asked = 0;
        long wanted = 0;
        while (System.nanoTime() < stop) {
            long due = gap == 0 ? System.nanoTime() : first + (long) (gap * asked);
            if (due >= stop) {
                break;
            }
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            wanted += question.ask(random) ? 1 : 0;
            took.add((System.nanoTime() - due) / 1e6);
            asked++;
        }
        return new long[] {asked, wanted};
    }
}
