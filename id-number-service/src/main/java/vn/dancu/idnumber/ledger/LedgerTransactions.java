package vn.dancu.idnumber.ledger;

import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.idnumber.settings.NumberSettings;

/**
 * Transactions that are tried again when another one gave the same item a number meanwhile: the
 * next attempt finds that number.
 */
@Component
public class LedgerTransactions {
    private final TransactionTemplate transaction;
    private final int maxAttempts;

    LedgerTransactions(TransactionTemplate transaction, NumberSettings settings) {
        this.transaction = transaction;
        this.maxAttempts = settings.maxAttempts();
    }

    public <T> T run(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> work.get());
            } catch (DuplicateKeyException | PessimisticLockingFailureException e) {
                if (attempt >= maxAttempts) {
                    throw e;
                }
            }
        }
    }
}
