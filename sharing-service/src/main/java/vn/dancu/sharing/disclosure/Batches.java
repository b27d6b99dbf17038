package vn.dancu.sharing.disclosure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.model.AgencyCode;

/**
 * Many questions at once. Each is authorised, counted, recorded and answered as if it came alone;
 * those of a part go to the register in one call and on record in one transaction.
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
     * The answers, in the order of the people.
     *
     * @return {@link Answer.TryLater} for each if the agency has too many batches under way, and
     *     for those that were not reached in time
     */
    public List<Answer> answer(Batch batch) {
        if (batch.size() > limits.mostItems()) {
            throw new IllegalArgumentException("more than a batch may hold");
        }
        Semaphore places =
                running.computeIfAbsent(
                        batch.requester().agency(), code -> new Semaphore(limits.perAgency()));
        if (!places.tryAcquire()) {
            return later(batch, Answer.TryLater.Reason.AGENCY_BUSY);
        }
        try {
            return answered(batch);
        } finally {
            places.release();
        }
    }

    /** Part by part, one after the other; a quota of a second that is used up is waited for. */
    private List<Answer> answered(Batch batch) {
        List<Answer> answers = new ArrayList<>();
        long endsAt = System.nanoTime() + limits.timeLimit().toNanos();
        long left = limits.timeLimit().toNanos();
        while (answers.size() < batch.size() && left > 0) {
            Batch next = batch.part(answers.size(), limits.together());
            // What a second allows is used up for a second at most: who has begun waits for it.
            answers.addAll(together(next, Duration.ofNanos(left).plusSeconds(1)));
            left = endsAt - System.nanoTime();
        }
        if (answers.size() < batch.size()) {
            Batch rest = batch.part(answers.size(), batch.size());
            answers.addAll(later(rest, Answer.TryLater.Reason.NOT_REACHED));
        }
        return answers;
    }

    /** Questions that could not be recorded are not answered; those of other parts are. */
    private List<Answer> together(Batch part, Duration patience) {
        try {
            return disclosures.answer(part, patience);
        } catch (DataAccessException e) {
            log.warn(
                    "{} accesses could not be recorded: {}",
                    part.size(),
                    e.getClass().getSimpleName());
            return later(part, Answer.TryLater.Reason.UNAVAILABLE);
        }
    }

    private List<Answer> later(Batch part, Answer.TryLater.Reason reason) {
        return Collections.nCopies(
                part.size(), new Answer.TryLater(reason, disclosure.retryAfter()));
    }
}
