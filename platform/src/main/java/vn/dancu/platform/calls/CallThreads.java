package vn.dancu.platform.calls;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import vn.dancu.platform.traces.Traces;

/** Held in a type of its own, so that no other part takes it for the application's executor. */
record CallThreads(ExecutorService executor, Traces traces) implements AutoCloseable {
    /** A call belongs to the trace of who submits it. */
    <T> Future<T> submit(Callable<T> work) {
        return executor.submit(traces.carried(work));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
