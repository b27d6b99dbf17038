package vn.dancu.population.imports;

import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;

/** Asks card-issuance-service whether anybody of an import has a card or has applied for one. */
@Component
class CardHoldings {
    private static final String HOLDINGS = "/internal/cards/v1/holdings";

    private final InternalClient client;

    CardHoldings(InternalCalls calls) {
        this.client = calls.to("card-issuance-service");
    }

    /** Everybody between two ids, both of them too. */
    record Question(UUID firstPersonId, UUID lastPersonId) {}

    /**
     * @param applications that are open
     * @param cards whatever their state
     */
    record Answer(long applications, long cards) {}

    /**
     * Cards and open applications of the people of an import.
     *
     * @throws vn.dancu.platform.problem.ProblemException if it does not answer now
     */
    long of(UUID importId) {
        Answer answer =
                client.postIdempotent(
                        HOLDINGS,
                        new Question(importId, TimeOrderedIds.lastOf(importId)),
                        Answer.class);
        return answer.applications() + answer.cards();
    }
}
