package vn.dancu.population.imports;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param mountedFolder files in it can be imported by name; none by default
 * @param s3 an object store whose files can be imported by name; none by default
 * @param maxOpenUploads resumable uploads that are not complete yet
 * @param maxOpenBytes what they may come to together
 * @param uploadExpiry after so long without another part an upload is given up
 * @param uploadSync how much of an upload may be lost with the machine
 * @param maxAttempts tries to read a file from its source: with their pauses, some hours
 * @param listing most files that are looked through for one page of a list
 */
@ConfigurationProperties("dancu.imports")
record SourceSettings(
        @Nullable Path mountedFolder,
        @Nullable S3 s3,
        @DefaultValue("64") int maxOpenUploads,
        @DefaultValue("256GB") DataSize maxOpenBytes,
        @DefaultValue("7d") Duration uploadExpiry,
        @DefaultValue("64MB") DataSize uploadSync,
        @DefaultValue("100") int maxAttempts,
        @DefaultValue("10000") int listing) {
    SourceSettings {
        if (maxOpenUploads < 1
                || maxAttempts < 1
                || listing < 1
                || maxOpenBytes.toBytes() < 1
                || uploadSync.toBytes() < 1
                || !uploadExpiry.isPositive()) {
            throw new IllegalArgumentException("the limits of dancu.imports are positive");
        }
    }

    /**
     * @param endpoint of the store; by default that of the region
     * @param region of the bucket, also where a store has none
     * @param bucket that holds the files
     * @param prefix of their keys, for instance {@code dc01/}
     * @param pathStyle whether the bucket stands in the path, as most stores but Amazon's have it
     * @param accessKey a secret; without it the environment's own credentials count
     * @param secretKey a secret
     * @param timeout how long the store may be silent
     */
    record S3(
            @Nullable URI endpoint,
            @DefaultValue("us-east-1") String region,
            String bucket,
            @DefaultValue("") String prefix,
            @DefaultValue("true") boolean pathStyle,
            @Nullable String accessKey,
            @Nullable String secretKey,
            @DefaultValue("30s") Duration timeout) {
        /** Without the keys. */
        @Override
        public String toString() {
            return "S3[" + endpoint + " " + bucket + "/" + prefix + "]";
        }
    }
}
