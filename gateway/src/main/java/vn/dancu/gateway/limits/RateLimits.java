package vn.dancu.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What each client that showed a valid token may ask, and each address of those who did not.
 * Counted by each instance for itself: a limit is a protection of the platform, not a quota.
 */
@Component
public class RateLimits {
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final GatewayLimits limits;
    private final Cache<String, ClientRate> clients;
    private final Cache<String, Bucket> buckets;

    RateLimits(GatewayLimits limits) {
        this.limits = limits;
        this.clients = remembered(limits);
        this.buckets = remembered(limits);
    }

    private static <T> Cache<String, T> remembered(GatewayLimits limits) {
        return Caffeine.newBuilder()
                .maximumSize(limits.maxBuckets())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }

    /** What a client with a token may ask. */
    public ClientRate client(String clientId) {
        return clients.get(
                clientId,
                _ ->
                        new ClientRate(
                                bucket(limits.clientRate(), limits.clientBurst()),
                                bucket(limits.refusedRate(), limits.refusedBurst()),
                                limits));
    }

    /** Takes one request of an address that nobody vouches for. */
    public Optional<Duration> takeOfAddress(String address) {
        return take("address " + network(address), limits.addressRate(), limits.addressBurst());
    }

    /** Takes one SOAP call of an address, of its own bucket: an integration axis calls for many. */
    public Optional<Duration> takeOfSoap(String address) {
        return take("soap " + network(address), limits.soapRate(), limits.soapBurst());
    }

    /** Takes one request that a security server passes on, for all members behind it. */
    public Optional<Duration> takeOfServer(String name) {
        return take("server " + name, limits.clientRate(), limits.clientBurst());
    }

    private Optional<Duration> take(String key, long rate, long burst) {
        return take(buckets.get(key, _ -> bucket(rate, burst)));
    }

    static Optional<Duration> take(Bucket bucket) {
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private static Bucket bucket(long rate, long burst) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(rate, Duration.ofSeconds(1)))
                .build();
    }

    /** One household or server has a whole /64 of IPv6 to choose from: it counts as one. */
    private static String network(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == IPV6_BYTES
                    ? Arrays.toString(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES))
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
