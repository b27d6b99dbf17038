package vn.dancu.population.imports;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param folder where uploads wait for their import; instances that take over each other's imports
 *     share it
 * @param maxFile the largest upload
 * @param maxRatio a compressed file may unpack to so many times its size
 * @param maxUploads uploads that are received at a time
 * @param keepFiles whether a file stays after its import; it holds personal data, so by default not
 * @param keepFailed how long the file of an import that has failed stays, where files do not stay
 *     anyway; the same bytes can be uploaded again
 * @param chunkLines most lines that are decided, numbered and written together
 * @param chunkSize most bytes of the file in one chunk, which bounds the memory of an import; from
 *     the size of the heap, 4 to 64 MB, if it is 0
 * @param deferIndexesFrom the smallest file that, filling an empty register, has indexes built
 *     after it; searching by name is slow until then
 * @param pollInterval how often a worker looks for work that no signal told it of
 * @param firstRetry the first pause when another part does not answer, doubled up to
 * @param lastRetry the longest pause
 * @param missingFile how long an import whose file is missing may hold others up by what it has
 *     decided and not written; then it decides that anew, should the file come
 * @param withdrawalBatch people of an import that are taken back in one transaction
 * @param maxFailures after so many faults in a row that no outage explains, an import has failed
 */
@ConfigurationProperties("dancu.imports")
record ImportSettings(
        @DefaultValue("data/imports") Path folder,
        @DefaultValue("64GB") DataSize maxFile,
        @DefaultValue("200") int maxRatio,
        @DefaultValue("16") int maxUploads,
        @DefaultValue("false") boolean keepFiles,
        @DefaultValue("7d") Duration keepFailed,
        @DefaultValue("50000") int chunkLines,
        @DefaultValue("0") DataSize chunkSize,
        @DefaultValue("64MB") DataSize deferIndexesFrom,
        @DefaultValue("2s") Duration pollInterval,
        @DefaultValue("200ms") Duration firstRetry,
        @DefaultValue("10s") Duration lastRetry,
        @DefaultValue("10m") Duration missingFile,
        @DefaultValue("2000") int withdrawalBatch,
        @DefaultValue("20") int maxFailures) {
    private static final int MAX_CHUNK_LINES = 100_000;
    private static final int CHUNKS_IN_HEAP = 40;
    private static final DataSize LEAST_CHUNK = DataSize.ofMegabytes(4);
    private static final DataSize MOST_CHUNK = DataSize.ofMegabytes(64);

    ImportSettings {
        if (keepFailed.isNegative()) {
            throw new IllegalArgumentException("dancu.imports.keep-failed is not negative");
        }
        if (missingFile.isNegative()) {
            throw new IllegalArgumentException("dancu.imports.missing-file is not negative");
        }
        if (withdrawalBatch < 1 || withdrawalBatch > LedgerWithdrawals.MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "dancu.imports.withdrawal-batch is 1 to " + LedgerWithdrawals.MAX_ITEMS);
        }
        if (maxRatio < 1 || maxUploads < 1) {
            throw new IllegalArgumentException(
                    "dancu.imports.max-ratio and max-uploads are at least 1");
        }
        if (chunkLines < 1 || chunkLines > MAX_CHUNK_LINES) {
            throw new IllegalArgumentException("dancu.imports.chunk-lines is 1 to 100000");
        }
        if (chunkSize.toBytes() == 0) {
            chunkSize = forHeap(Runtime.getRuntime().maxMemory());
        }
        if (chunkSize.toBytes() < 1 || chunkSize.toBytes() > MOST_CHUNK.toBytes()) {
            throw new IllegalArgumentException("dancu.imports.chunk-size is 1 byte to 64 MB");
        }
    }

    /**
     * Large chunks cost less for each card; five are held at once, each about as large in memory.
     */
    static DataSize forHeap(long bytes) {
        long share = bytes / CHUNKS_IN_HEAP;
        return DataSize.ofBytes(Math.clamp(share, LEAST_CHUNK.toBytes(), MOST_CHUNK.toBytes()));
    }
}
