package vn.dancu.sharing.disclosure;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import vn.dancu.platform.web.Correlation;
import vn.dancu.sharing.model.AgencyCode;

/**
 * Many questions at once. Each is authorised, counted, recorded and answered as if it came alone; a
 * batch only saves the way there and back.
 */
@Component
public class Batches {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);

    private final Disclosures disclosures;
    private final BatchLimits limits;
    private final DisclosureLimits disclosure;

    /** Bounded by the agencies that the issuer names in tokens. */
    private final ConcurrentHashMap<AgencyCode, Semaphore> running = new ConcurrentHashMap<>();

    Batches(Disclosures disclosures, BatchLimits limits, DisclosureLimits disclosure) {
        this.disclosures = disclosures;
        this.limits = limits;
        this.disclosure = disclosure;
    }

    public int mostItems() {
        return limits.mostItems();
    }

    /**
     * The answers, in the order of the questions, which are all of one agency.
     *
     * @return {@link Answer.TryLater} for each question if the agency has too many batches under
     *     way, and for those that were not reached in time
     */
    public List<Answer> answer(AgencyCode agency, List<Request> requests) {
        if (requests.size() > limits.mostItems()) {
            throw new IllegalArgumentException("more than a batch may hold");
        }
        Semaphore places =
                running.computeIfAbsent(agency, code -> new Semaphore(limits.perAgency()));
        if (!places.tryAcquire()) {
            Answer busy = later(Answer.TryLater.Reason.AGENCY_BUSY);
            return requests.stream().map(request -> busy).toList();
        }
        try {
            return answered(requests);
        } finally {
            places.release();
        }
    }

    private List<Answer> answered(List<Request> requests) {
        var answers = new AtomicReferenceArray<Answer>(requests.size());
        var next = new AtomicInteger();
        long endsAt = System.nanoTime() + limits.timeLimit().toNanos();
        String correlation = Correlation.current();
        int workers = Math.min(limits.atOnce(), requests.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                threads.execute(
                        () -> {
                            MDC.put(Correlation.MDC_KEY, correlation);
                            int n = next.getAndIncrement();
                            while (n < requests.size() && System.nanoTime() - endsAt < 0) {
                                answers.set(n, one(requests.get(n)));
                                n = next.getAndIncrement();
                            }
                        });
            }
        }
        Answer notReached = later(Answer.TryLater.Reason.NOT_REACHED);
        return IntStream.range(0, requests.size())
                .mapToObj(i -> answers.get(i) == null ? notReached : answers.get(i))
                .toList();
    }

    /** One question that could not be recorded is not answered; the others are. */
    private Answer one(Request request) {
        try {
            return disclosures.answer(request);
        } catch (DataAccessException e) {
            log.warn("an access could not be recorded: {}", e.getClass().getSimpleName());
            return later(Answer.TryLater.Reason.UNAVAILABLE);
        }
    }

    private Answer later(Answer.TryLater.Reason reason) {
        return new Answer.TryLater(reason, disclosure.retryAfter());
    }
}
