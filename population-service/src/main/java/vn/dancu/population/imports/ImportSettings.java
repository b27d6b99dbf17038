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
 * @param keepFiles whether a file stays after its import; it holds personal data, so by default not
 * @param keepFailed how long the file of an import that has failed stays, where files do not stay
 *     anyway; the same bytes can be uploaded again
 * @param chunkLines most lines that are decided, numbered and written together
 * @param chunkSize most bytes of the file in one chunk, which bounds the memory of an import
 * @param pollInterval how often a worker looks for work that no signal told it of
 * @param firstRetry the first pause when another part does not answer, doubled up to
 * @param lastRetry the longest pause
 * @param maxFailures after so many faults in a row that no outage explains, an import has failed
 */
@ConfigurationProperties("dancu.imports")
record ImportSettings(
        @DefaultValue("data/imports") Path folder,
        @DefaultValue("64GB") DataSize maxFile,
        @DefaultValue("false") boolean keepFiles,
        @DefaultValue("7d") Duration keepFailed,
        @DefaultValue("5000") int chunkLines,
        @DefaultValue("4MB") DataSize chunkSize,
        @DefaultValue("2s") Duration pollInterval,
        @DefaultValue("200ms") Duration firstRetry,
        @DefaultValue("10s") Duration lastRetry,
        @DefaultValue("20") int maxFailures) {
    /** The numbers of a chunk are asked for in one call, which takes at most as many. */
    private static final int MAX_CHUNK_LINES = 10_000;

    ImportSettings {
        if (keepFailed.isNegative()) {
            throw new IllegalArgumentException("dancu.imports.keep-failed is not negative");
        }
        if (chunkLines < 1 || chunkLines > MAX_CHUNK_LINES) {
            throw new IllegalArgumentException("dancu.imports.chunk-lines is 1 to 10000");
        }
        if (chunkSize.toBytes() < 1 || chunkSize.toBytes() > DataSize.ofMegabytes(64).toBytes()) {
            throw new IllegalArgumentException("dancu.imports.chunk-size is 1 byte to 64 MB");
        }
    }
}
