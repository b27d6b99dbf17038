package vn.dancu.population.acts;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;

/** Runs commands; a refusal that tells something of a person leaves an audit record. */
@Component
public class ActTransactions {
    private final AuditRecords audit;
    private final TransactionTemplate transactions;
    private final TransactionTemplate refusals;

    ActTransactions(AuditRecords audit, PlatformTransactionManager transactionManager) {
        this.audit = audit;
        this.transactions = new TransactionTemplate(transactionManager);
        this.refusals = new TransactionTemplate(transactionManager);
        this.refusals.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * @param action what a refusal is recorded as
     * @param personId whom it tells of
     */
    public <T> T run(String action, @Nullable UUID personId, Supplier<T> command) {
        try {
            return Objects.requireNonNull(transactions.execute(status -> command.get()));
        } catch (ActRefused e) {
            // Only now, when the connection of the refused transaction is back in the pool: were
            // it held meanwhile, refusals could take all connections and wait for one more.
            refusals.executeWithoutResult(
                    status -> audit.record(action, Optional.ofNullable(personId), e.code()));
            throw e;
        }
    }
}
