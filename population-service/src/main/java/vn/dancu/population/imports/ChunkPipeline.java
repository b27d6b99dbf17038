package vn.dancu.population.imports;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Takes decided chunks in their order through numbering and writing, each in a thread of its own:
 * while one is written the next is numbered and the one after decided. Chunks are handed from hand
 * to hand and never queue, so there are as many in memory as there are hands.
 */
final class ChunkPipeline implements AutoCloseable {
    private final Numbering numbering;
    private final Writing writing;
    private final SynchronousQueue<Optional<Decisions.Made>> decided = new SynchronousQueue<>();
    private final SynchronousQueue<Optional<Numbered>> numbered = new SynchronousQueue<>();
    private final ConcurrentLinkedQueue<ChunkDecision.Brought> underway =
            new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread numberer;
    private final Thread writer;

    private record Numbered(Decisions.Made made, Numbers.Answered answered) {}

    /** Asks for the numbers of a chunk; gives nothing if it is told to stop before. */
    interface Numbering {
        Numbers.@Nullable Answered ask(Chunk chunk) throws InterruptedException;
    }

    /** Writes a chunk; gives false if it is told to stop before. */
    interface Writing {
        boolean write(Chunk chunk, Numbers.Answered answered) throws InterruptedException;
    }

    private ChunkPipeline(Numbering numbering, Writing writing) {
        this.numbering = numbering;
        this.writing = writing;
        Map<String, String> context = MDC.getCopyOfContextMap();
        this.numberer = thread("import-numbers", context, this::number);
        this.writer = thread("import-writer", context, this::write);
    }

    static ChunkPipeline start(Numbering numbering, Writing writing) {
        var pipeline = new ChunkPipeline(numbering, writing);
        pipeline.numberer.start();
        pipeline.writer.start();
        return pipeline;
    }

    // Platform threads: an interrupt of a virtual one would cut its database connection.
    private static Thread thread(
            String name, @Nullable Map<String, String> context, Runnable work) {
        return Thread.ofPlatform()
                .name(name)
                .unstarted(
                        () -> {
                            if (context != null) {
                                MDC.setContextMap(context);
                            }
                            work.run();
                        });
    }

    /** People of chunks that are decided and may not be written yet, the oldest first. */
    List<ChunkDecision.Brought> underway() {
        return List.copyOf(underway);
    }

    /** Whether a later hand has failed: what is decided now goes nowhere. */
    boolean hasFailed() {
        return failure.get() != null;
    }

    /** Hands a decided chunk over, as soon as the one before is numbered. */
    void put(Decisions.Made made) throws InterruptedException {
        underway.add(made.brought());
        decided.put(Optional.of(made));
    }

    private void number() {
        each(
                decided,
                made -> {
                    Numbers.Answered answered = numbering.ask(made.chunk());
                    if (answered == null) {
                        return false;
                    }
                    numbered.put(Optional.of(new Numbered(made, answered)));
                    return true;
                });
        end(numbered);
    }

    private void write() {
        each(
                numbered,
                next -> {
                    Chunk chunk = next.made().chunk();
                    boolean written = writing.write(chunk, next.answered());
                    if (written) {
                        underway.remove();
                    }
                    return written;
                });
    }

    private interface Step<T> {
        /** Whether the following chunks may be taken too. */
        boolean take(T chunk) throws InterruptedException;
    }

    /** After a failure the rest is received and passed by, so that nobody waits to hand it over. */
    private <T> void each(SynchronousQueue<Optional<T>> from, Step<T> step) {
        boolean goesOn = true;
        try {
            for (Optional<T> next = from.take(); next.isPresent(); next = from.take()) {
                goesOn = goesOn && failure.get() == null && attempt(step, next.get());
            }
        } catch (InterruptedException e) {
            // Nobody interrupts these threads; they end with the chunk that says so.
            Thread.currentThread().interrupt();
        }
    }

    private <T> boolean attempt(Step<T> step, T chunk) throws InterruptedException {
        try {
            return step.take(chunk);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // Errors too: whoever decides the next chunk must hear that this one came to nothing.
            failure.compareAndSet(null, e);
            return false;
        }
    }

    private static <T> void end(SynchronousQueue<Optional<T>> queue) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(Optional.empty());
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until all chunks that were handed over are written or have failed.
     *
     * @throws RuntimeException what a hand failed with
     */
    @Override
    public void close() {
        end(decided);
        boolean interrupted = false;
        while (true) {
            try {
                numberer.join();
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
