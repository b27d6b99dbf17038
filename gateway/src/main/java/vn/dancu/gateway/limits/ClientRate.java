package vn.dancu.gateway.limits;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one client may ask here. Who asks far beyond a quota is refused for a moment, where it costs
 * the others least, and until it slows down gets few places at once: what a quota gives back with
 * each second would come as one burst otherwise.
 */
public final class ClientRate {
    /** A place is free as soon as an answer is on its way. */
    private static final Duration NEXT_PLACE = Duration.ofMillis(100);

    private final Bucket requests;
    private final Bucket refusals;
    private final long manyRefusals;
    private final int placesOfRefused;
    private final AtomicInteger underWay = new AtomicInteger();

    ClientRate(Bucket requests, Bucket refusals, GatewayLimits limits) {
        this.requests = requests;
        this.refusals = refusals;
        this.manyRefusals = limits.refusedBurst() / 2;
        this.placesOfRefused = limits.refusedAtOnce();
    }

    /**
     * Lets one request in, which has to {@link #leave}.
     *
     * @return nothing if it is in, else how long to wait
     */
    public Optional<Duration> enter() {
        Optional<Duration> wait = behind(underWay.getAndIncrement());
        if (wait.isPresent()) {
            underWay.decrementAndGet();
        }
        return wait;
    }

    /**
     * The request is answered.
     *
     * @param refused a part refused it for a quota
     */
    public void leave(boolean refused) {
        if (refused) {
            refusals.tryConsume(1);
        }
        underWay.decrementAndGet();
    }

    private Optional<Duration> behind(int others) {
        long refusalsLeft = refusals.getAvailableTokens();
        if (refusalsLeft == 0) {
            return Optional.of(
                    Duration.ofNanos(
                            refusals.estimateAbilityToConsume(1).getNanosToWaitForRefill()));
        }
        if (refusalsLeft <= manyRefusals && others >= placesOfRefused) {
            return Optional.of(NEXT_PLACE);
        }
        return RateLimits.take(requests);
    }
}
