package vn.dancu.card.population;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/**
 * Whether the current caller may see what cards and applications say of a person. People come under
 * protection after their card was made too, so the register decides each time, by the scope that it
 * asks for its own records ({@code population.read.protected}).
 */
@Component
public class Disclosure {
    private final PopulationRecord record;
    private final AuditRecords audit;

    Disclosure(PopulationRecord record, AuditRecords audit) {
        this.record = record;
        this.audit = audit;
    }

    /**
     * Never within a transaction: the call may take seconds. Whom the register does not know, it
     * does not protect.
     *
     * @param action by which a refusal is recorded
     * @throws ProblemException 403 {@code protected_person}; 503 {@code unavailable} where the
     *     register does not answer
     */
    public void require(UUID personId, String action) {
        try {
            record.read(personId);
        } catch (ProblemException e) {
            switch (e.code()) {
                case PopulationRecord.UNKNOWN -> {}
                case PopulationRecord.PROTECTED -> {
                    audit.recordBeforeAnswer(
                            action, Optional.of(personId), PopulationRecord.PROTECTED);
                    throw e;
                }
                default -> throw e;
            }
        }
    }
}
