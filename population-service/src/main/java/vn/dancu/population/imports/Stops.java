package vn.dancu.population.imports;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/** An operator's word that ends an open import. */
@Service
class Stops {
    private final Imports imports;
    private final Decisions decisions;
    private final AuditRecords audit;

    Stops(Imports imports, Decisions decisions, AuditRecords audit) {
        this.imports = imports;
        this.decisions = decisions;
        this.audit = audit;
    }

    /**
     * @throws ProblemException 404 {@code import_not_found}; 409 {@code import_ended}
     */
    @Transactional
    public void stop(UUID importId) {
        if (!imports.isRegistered(importId)) {
            throw ImportsController.unknown();
        }
        if (!decisions.stop(importId)) {
            throw ProblemException.conflict("import_ended", "The import has ended already.");
        }
        audit.record("import_stopped", Optional.empty(), "recorded");
    }
}
