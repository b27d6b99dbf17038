package vn.dancu.gateway.limits;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bounds of everything that passes.
 *
 * @param maxBody the largest body of an ordinary request
 * @param bodyTime how long the whole of it may take to arrive
 * @param heldBodies what the bodies that have arrived, or are arriving, may take of the heap
 * @param streamingPaths paths whose bodies pass as streams; one that ends in {@code /*} stands for
 *     those with one more segment
 * @param maxStream the largest body of those
 * @param streamMinimum what has to arrive of such a body in each window
 * @param streamWindow a time of waiting for the client
 * @param connectTimeout limit for opening a connection to a part
 * @param timeout how long a part may be silent before and within its answer
 * @param streamTimeout the same on streaming paths, where a part reads the whole body first
 * @param maxConnections connections to all parts
 * @param maxConnectionsPerInstance connections to one instance
 * @param connectionIdle after which an unused connection is closed; below the parts' keep-alive
 * @param connectionWait how long a request waits for a free connection
 * @param attempts tries in all, for requests that change nothing or that no part has got
 * @param breakerWindow how many requests to a part the circuit breaker looks back on
 * @param breakerMinimum below so many it does not judge
 * @param breakerFailurePercent from this share of unanswered requests on it opens
 * @param breakerOpen how long it stays open
 * @param clientRate requests a second of one client with a token
 * @param clientBurst how many it may save up
 * @param refusedRate refusals of a second, by the quotas of the parts, after which a client is
 *     refused here
 * @param refusedBurst how many it may have at once
 * @param refusedAtOnce requests under way of a client that has had half of those
 * @param addressRate requests a second of one address without a token
 * @param addressBurst how many it may save up
 * @param soapRate SOAP calls a second of one address, whose digest is checked further in
 * @param soapBurst how many it may save up
 * @param maxBuckets how many clients and addresses are remembered
 */
@ConfigurationProperties("dancu.gateway")
public record GatewayLimits(
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("15s") Duration bodyTime,
        @DefaultValue("32MB") DataSize heldBodies,
        @DefaultValue({
                    "/population/v1/imports",
                    "/population/v1/import-uploads/*",
                    "/population/v1/reference-data/editions",
                    "/id-numbers/v1/registration-files"
                })
                List<String> streamingPaths,
        @DefaultValue("64GB") DataSize maxStream,
        @DefaultValue("64KB") DataSize streamMinimum,
        @DefaultValue("30s") Duration streamWindow,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("30m") Duration streamTimeout,
        @DefaultValue("2048") int maxConnections,
        @DefaultValue("512") int maxConnectionsPerInstance,
        @DefaultValue("30s") Duration connectionIdle,
        @DefaultValue("2s") Duration connectionWait,
        @DefaultValue("3") int attempts,
        @DefaultValue("50") int breakerWindow,
        @DefaultValue("10") int breakerMinimum,
        @DefaultValue("50") int breakerFailurePercent,
        @DefaultValue("2s") Duration breakerOpen,
        @DefaultValue("5000") long clientRate,
        @DefaultValue("10000") long clientBurst,
        @DefaultValue("10") long refusedRate,
        @DefaultValue("20") long refusedBurst,
        @DefaultValue("2") int refusedAtOnce,
        @DefaultValue("100") long addressRate,
        @DefaultValue("500") long addressBurst,
        @DefaultValue("500") long soapRate,
        @DefaultValue("1000") long soapBurst,
        @DefaultValue("100000") long maxBuckets) {
    public boolean isStreaming(String path) {
        for (String known : streamingPaths) {
            boolean below =
                    known.endsWith("/*")
                            && path.startsWith(known.substring(0, known.length() - 1))
                            && path.indexOf('/', known.length() - 1) < 0;
            if (below || known.equals(path)) {
                return true;
            }
        }
        return false;
    }
}
