package vn.dancu.population.civilstatus;

import java.util.UUID;
import org.springframework.stereotype.Service;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.acts.ActTransactions;

/** Deaths as the ministry's system reports them. */
@Service
public class Deaths {
    private final CivilStatusProposals proposals;
    private final ActTransactions transactions;
    private final IdempotencyKeys keys;

    Deaths(CivilStatusProposals proposals, ActTransactions transactions, IdempotencyKeys keys) {
        this.proposals = proposals;
        this.transactions = transactions;
        this.keys = keys;
    }

    /**
     * @return the id of the registered death
     * @throws ProblemException 404 {@code person_not_found}; 409 {@code already_dead} under another
     *     entry, {@code death_entry_differs}; 422 for an impossible date or office
     */
    public UUID register(DeathRegistration registration) {
        return transactions.run(
                "death_refused",
                registration.personId(),
                () ->
                        UUID.fromString(
                                keys.once(
                                        "death",
                                        registration,
                                        () ->
                                                proposals
                                                        .death(registration, "")
                                                        .actId()
                                                        .toString())));
    }
}
