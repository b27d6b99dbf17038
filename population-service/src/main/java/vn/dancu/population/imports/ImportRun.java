package vn.dancu.population.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.referencedata.ReferenceData;
import vn.dancu.population.referencedata.ReferenceSnapshot;
import vn.dancu.population.referencedata.SnapshotArchive;

/**
 * Takes one import from its checkpoint to its end: a thread of its own reads and parses the chunk
 * after the one that is decided, while those before are numbered and written. At most five chunks
 * are in memory: in the reader's hand, waiting, being decided, numbered and written.
 */
@Component
class ImportRun {
    // "Today" in the rules of the card is the day in Vietnam.
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int RACES_AT_ONCE = 5;

    private final CardFiles files;
    private final Imports imports;
    private final Decisions decisions;
    private final ChunkWriter writer;
    private final Numbers numbers;
    private final DeferredIndexes indexes;
    private final ReferenceData reference;
    private final SnapshotArchive archive;
    private final NumberReleases releases;
    private final ImportSettings settings;
    private final Clock clock;

    ImportRun(
            CardFiles files,
            Imports imports,
            Decisions decisions,
            ChunkWriter writer,
            Numbers numbers,
            DeferredIndexes indexes,
            ReferenceData reference,
            SnapshotArchive archive,
            NumberReleases releases,
            ImportSettings settings,
            Clock clock) {
        this.files = files;
        this.imports = imports;
        this.decisions = decisions;
        this.writer = writer;
        this.numbers = numbers;
        this.indexes = indexes;
        this.reference = reference;
        this.archive = archive;
        this.releases = releases;
        this.settings = settings;
        this.clock = clock;
    }

    /** How a run pauses and is told to stop. */
    interface Patience {
        boolean goesOn();

        /** Waits that long or until it is to stop. */
        void pause(Duration duration) throws InterruptedException;
    }

    /**
     * Works until the import is complete or it is told to stop.
     *
     * @throws DamagedFileException if the file is not what was uploaded
     * @throws Lease.LostException if another worker has taken the import
     * @throws RegisterLookUp.UnwrittenException if it was held up by another import for so long
     *     that others should have their turn
     * @throws CalleeRefusedException if id-number-service refuses what it is asked
     */
    void run(Lease lease, Patience patience) throws InterruptedException, IOException {
        Imports.Position at = imports.position(lease);
        Path file = files.of(lease.importId());
        if (Files.size(file) != at.bytes()) {
            throw new DamagedFileException("file_damaged");
        }
        if (at.chunks() == 0 && at.bytes() >= settings.deferIndexesFrom().toBytes()) {
            indexes.deferFor(lease.importId());
        }
        releases.forget(lease.importId());
        int next = at.chunks();
        long fromByte = at.bytesDone();
        long fromLine = at.nextLine();
        // By what each was decided by, whatever edition was applied since.
        for (Decisions.Decided decided : decisions.decidedBefore(lease)) {
            ReferenceSnapshot then = reference(decided);
            try (ChunkReader reader = open(lease, at.form(), then, fromByte, fromLine)) {
                ParsedChunk again = reader.again(decided.toByte());
                if (again == null
                        || again.toByte() != decided.toByte()
                        || decided.index() != next) {
                    throw new DamagedFileException("manifest_mismatch");
                }
                finish(lease, decided.of(lease.importId(), again), patience);
                next++;
                fromByte = again.toByte();
                fromLine = again.nextLine();
            }
        }
        ReferenceSnapshot known = reference.current();
        archive.keep(known);
        try (ChunkReader reader = open(lease, at.form(), known, fromByte, fromLine)) {
            pipeline(lease, reader, next, known.version(), patience);
        }
    }

    private ReferenceSnapshot reference(Decisions.Decided decided) {
        Long version = decided.reference();
        ReferenceSnapshot known = reference.current();
        return version == null || version == known.version() ? known : archive.at(version);
    }

    private ChunkReader open(
            Lease lease, FileForm form, ReferenceSnapshot known, long fromByte, long fromLine)
            throws IOException {
        return ChunkReader.open(
                files.of(lease.importId()),
                form,
                lease.importId(),
                new CardRules(known),
                LocalDate.now(clock.withZone(VIETNAM)),
                fromByte,
                fromLine);
    }

    /** What the reading thread hands over. */
    private sealed interface Handed {
        record Next(ParsedChunk chunk) implements Handed {}

        record End() implements Handed {}

        record Broken(Throwable cause) implements Handed {}
    }

    private void pipeline(
            Lease lease, ChunkReader reader, int next, long reference, Patience patience)
            throws InterruptedException, IOException {
        BlockingQueue<Handed> parsed = new ArrayBlockingQueue<>(1);
        Thread thread =
                Thread.ofPlatform().name("import-reader").start(() -> readAll(reader, parsed));
        boolean all;
        try (ChunkPipeline pipeline =
                ChunkPipeline.start(
                        chunk -> patiently(lease, patience, () -> numbers.ask(chunk)),
                        (chunk, answered) -> write(lease, chunk, answered, patience))) {
            all = decideAll(lease, parsed, pipeline, next, reference, patience);
        } finally {
            thread.interrupt();
            thread.join();
        }
        if (all && patience.goesOn()) {
            complete(lease, patience);
        }
    }

    /** Whether every chunk of the file was handed on. */
    private boolean decideAll(
            Lease lease,
            BlockingQueue<Handed> parsed,
            ChunkPipeline pipeline,
            int next,
            long reference,
            Patience patience)
            throws InterruptedException, IOException {
        int index = next;
        while (patience.goesOn() && !pipeline.hasFailed()) {
            switch (parsed.take()) {
                case Handed.Next handed -> {
                    int chunk = index++;
                    Decisions.Made made =
                            patiently(
                                    lease,
                                    patience,
                                    () ->
                                            decide(
                                                    lease,
                                                    handed.chunk(),
                                                    chunk,
                                                    pipeline,
                                                    reference));
                    if (made != null) {
                        pipeline.put(made);
                    }
                }
                case Handed.End ignored -> {
                    return true;
                }
                case Handed.Broken broken ->
                        throw new IOException("reading the file failed", broken.cause());
            }
        }
        return false;
    }

    private void readAll(ChunkReader reader, BlockingQueue<Handed> parsed) {
        try {
            try {
                long maxBytes = settings.chunkSize().toBytes();
                for (ParsedChunk chunk = reader.next(settings.chunkLines(), maxBytes);
                        chunk != null;
                        chunk = reader.next(settings.chunkLines(), maxBytes)) {
                    parsed.put(new Handed.Next(chunk));
                }
                parsed.put(new Handed.End());
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                // Errors too: whoever waits for the next chunk must hear that none will come.
                parsed.put(new Handed.Broken(e));
            }
        } catch (InterruptedException e) {
            // The run has ended before the file; nobody waits for the rest.
            Thread.currentThread().interrupt();
        }
    }

    /** A race for a barcode that was lost is decided anew at once, a few times. */
    private Decisions.Made decide(
            Lease lease, ParsedChunk parsed, int index, ChunkPipeline pipeline, long reference) {
        for (int race = 1; ; race++) {
            try {
                // First who is under way, then the register: whoever is in neither came later.
                return decisions.decide(lease, parsed, index, pipeline.underway(), reference);
            } catch (DuplicateKeyException | ConcurrencyFailureException e) {
                if (race == RACES_AT_ONCE) {
                    throw e;
                }
            }
        }
    }

    private void finish(Lease lease, Chunk chunk, Patience patience) throws InterruptedException {
        Numbers.Answered answered = patiently(lease, patience, () -> numbers.ask(chunk));
        if (answered != null) {
            write(lease, chunk, answered, patience);
        }
    }

    private boolean write(Lease lease, Chunk chunk, Numbers.Answered answered, Patience patience) {
        if (patience.goesOn()) {
            writer.write(lease, chunk, answered);
            return true;
        }
        return false;
    }

    /**
     * Tries until it succeeds, with pauses, or until another import has held it up for as long as
     * the pauses grow; gives nothing if it is told to stop before.
     */
    private <T> @Nullable T patiently(Lease lease, Patience patience, Supplier<T> attempt)
            throws InterruptedException {
        Duration pause = settings.firstRetry();
        String said = null;
        int unusable = 0;
        while (patience.goesOn()) {
            String reason;
            RegisterLookUp.UnwrittenException heldUp = null;
            try {
                T result = attempt.get();
                if (said != null) {
                    imports.waiting(lease, null);
                }
                return result;
            } catch (CalleeRefusedException e) {
                throw e; // It answers; asked the same, it will say the same.
            } catch (ProblemException e) {
                reason = "id_number_service_unavailable";
            } catch (Numbers.UnusableAnswerException e) {
                // It may have been restarted half-way; what it says for ever is a fault.
                if (++unusable == settings.maxFailures()) {
                    throw e;
                }
                reason = "id_number_service_answer_unusable";
            } catch (RegisterLookUp.UnwrittenException e) {
                reason = "other_import";
                heldUp = e;
            }
            // Said each time: a chunk that was written meanwhile says that the import goes on.
            imports.waiting(lease, reason);
            said = reason;
            // The other import may be waiting for this very worker.
            if (heldUp != null && pause.compareTo(settings.lastRetry()) >= 0) {
                throw heldUp;
            }
            patience.pause(pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(settings.lastRetry()) > 0 ? settings.lastRetry() : doubled;
        }
        return null;
    }

    private void complete(Lease lease, Patience patience) {
        if (indexes.areFor(lease.importId())) {
            imports.indexing(lease);
            if (!indexes.build(patience::goesOn)) {
                return;
            }
        }
        writer.complete(lease);
        if (!settings.keepFiles()) {
            files.remove(lease.importId());
        }
    }
}
