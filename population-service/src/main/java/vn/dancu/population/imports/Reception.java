package vn.dancu.population.imports;

import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.signals.DatabaseSignals;

/** Makes a whole file the file of its import, which it registers if the bytes are new. */
@Component
class Reception {
    private final CardFiles files;
    private final Imports imports;
    private final TransactionTemplate transactions;
    private final DatabaseSignals signals;

    Reception(
            CardFiles files,
            Imports imports,
            TransactionTemplate transactions,
            DatabaseSignals signals) {
        this.files = files;
        this.imports = imports;
        this.transactions = transactions;
        this.signals = signals;
    }

    /** How the registering is done once; it is within the transaction. */
    interface Once {
        UUID run(Supplier<UUID> register);
    }

    /** Which import it is. */
    Imports.Registered register(
            CardFiles.Upload upload, FileForm form, String submittedBy, Once once) {
        boolean[] created = new boolean[1];
        UUID importId =
                transactions.execute(
                        status -> {
                            UUID known =
                                    once.run(
                                            () -> {
                                                Imports.Registered registered =
                                                        imports.register(
                                                                upload.sha256(),
                                                                upload.bytes(),
                                                                form,
                                                                submittedBy);
                                                created[0] = registered.created();
                                                return registered.importId();
                                            });
                            // Also for a key that came before: the import may have failed or
                            // lost its file since.
                            if (imports.reopen(known)) {
                                files.keep(upload, known);
                            }
                            return known;
                        });
        signals.signal(Imports.CHANNEL);
        return new Imports.Registered(Objects.requireNonNull(importId), created[0]);
    }
}
