package vn.dancu.platform.audit;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.dancu.platform.groups.GroupSettings;
import vn.dancu.platform.groups.GroupWork;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.web.Correlation;

/** Leaves a record of a read in the transaction that allows its answer: no record, no data. */
public final class AuditRecords {
    // A page of a list has at most as many.
    private static final int MOST_SINGLY = 200;
    private static final int MOST_TOGETHER = 1_000;

    private final JdbcClient jdbc;
    private final Callers callers;
    private final TransactionOperations transaction;

    private final GroupWork<Entry, Boolean> together;

    AuditRecords(
            JdbcClient jdbc,
            Callers callers,
            TransactionOperations transaction,
            GroupSettings groups) {
        this.jdbc = jdbc;
        this.callers = callers;
        this.transaction = transaction;
        this.together =
                new GroupWork<>(
                        groups,
                        entries -> {
                            transaction.executeWithoutResult(status -> recordEach(entries));
                            return Collections.nCopies(entries.size(), true);
                        });
    }

    /**
     * @param action a stable name such as {@code person_read}
     * @param personId whose data it is, where one person can be named
     * @param outcome a stable code such as {@code answered}
     * @throws IllegalStateException outside a transaction
     */
    public void record(String action, Optional<UUID> personId, String outcome) {
        statement(
                        action,
                        """
                        insert into audit_record (action, person_id, client_id, subject, agency,
                            officer, purpose, outcome, correlation_id)
                        values (:action, :person, :client, :subject, :agency,
                            :officer, :purpose, :outcome, :correlation)
                        """,
                        outcome)
                .param("person", personId.orElse(null), java.sql.Types.OTHER)
                .update();
    }

    /**
     * Who asks what was done with a person's data finds it under that person: one record for each
     * person, in one statement. More than {@value #MOST_SINGLY} at once share records of up to
     * {@value #MOST_TOGETHER} people.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void recordAll(String action, List<UUID> personIds, String outcome) {
        if (personIds.size() > MOST_SINGLY) {
            recordTogether(action, personIds, outcome);
            return;
        }
        statement(
                        action,
                        """
                        insert into audit_record (action, person_id, client_id, subject, agency,
                            officer, purpose, outcome, correlation_id)
                        select :action, person_id, :client, :subject, :agency,
                            :officer, :purpose, :outcome, :correlation
                        from unnest(cast(:persons as uuid[])) person_id
                        """,
                        outcome)
                .param("persons", personIds.toArray(UUID[]::new))
                .update();
    }

    private void recordTogether(String action, List<UUID> personIds, String outcome) {
        for (int from = 0; from < personIds.size(); from += MOST_TOGETHER) {
            List<UUID> people =
                    personIds.subList(from, Math.min(personIds.size(), from + MOST_TOGETHER));
            statement(
                            action,
                            """
                            insert into audit_record (action, people, client_id, subject, agency,
                                officer, purpose, outcome, correlation_id)
                            values (:action, :people, :client, :subject, :agency,
                                :officer, :purpose, :outcome, :correlation)
                            """,
                            outcome)
                    .param("people", people.toArray(UUID[]::new))
                    .update();
        }
    }

    /**
     * What is to be recorded, and on whose behalf.
     *
     * @param personId whose data it is, where one person can be named
     */
    public record Entry(
            String action,
            Optional<UUID> personId,
            String outcome,
            Caller caller,
            String correlationId) {}

    /** An entry for the caller of the current thread, to be recorded in another's transaction. */
    public Entry entry(String action, Optional<UUID> personId, String outcome) {
        return new Entry(action, personId, outcome, callers.current(), Correlation.current());
    }

    /**
     * Records what was read a moment ago, in a transaction that those who record at the same time
     * share. The record is durable when the method returns: only then may there be an answer.
     *
     * @throws IllegalStateException inside a transaction, which would allow the answer by itself
     */
    public void recordBeforeAnswer(String action, Optional<UUID> personId, String outcome) {
        refuseTransaction();
        together.with(entry(action, personId, outcome));
    }

    /**
     * The same for reads that are answered together, in one transaction of their own.
     *
     * @throws IllegalStateException inside a transaction
     */
    public void recordBeforeAnswer(List<Entry> entries) {
        refuseTransaction();
        transaction.executeWithoutResult(status -> recordEach(entries));
    }

    private static void refuseTransaction() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a read is recorded in the transaction that allows it");
        }
    }

    /**
     * Records entries of several callers, in the transaction that answers them together.
     *
     * @throws IllegalStateException outside a transaction
     */
    public void recordEach(List<Entry> entries) {
        requireTransaction();
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        insert into audit_record (action, person_id, client_id, subject, agency,
                            officer, purpose, outcome, correlation_id)
                        select * from unnest(:actions, cast(:persons as uuid[]), :clients,
                            :subjects, :agencies, :officers, :purposes, :outcomes, :correlations)
                        """)
                .param("actions", column(entries, Entry::action))
                .param(
                        "persons",
                        column(entries, e -> e.personId().map(UUID::toString).orElse(null)))
                .param("clients", column(entries, e -> e.caller().clientId()))
                .param("subjects", column(entries, e -> e.caller().subject()))
                .param("agencies", column(entries, e -> e.caller().agency()))
                .param("officers", column(entries, e -> e.caller().officer()))
                .param("purposes", column(entries, e -> e.caller().purpose()))
                .param("outcomes", column(entries, Entry::outcome))
                .param("correlations", column(entries, Entry::correlationId))
                .update();
    }

    private static String[] column(List<Entry> entries, Function<Entry, @Nullable String> value) {
        return entries.stream().map(value).toArray(String[]::new);
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a read is recorded in the transaction that allows it");
        }
    }

    private JdbcClient.StatementSpec statement(String action, String sql, String outcome) {
        requireTransaction();
        Caller caller = callers.current();
        return jdbc.sql(sql)
                .param("action", action)
                .param("client", caller.clientId())
                .param("subject", caller.subject())
                .param("agency", caller.agency())
                .param("officer", caller.officer())
                .param("purpose", caller.purpose())
                .param("outcome", outcome)
                .param("correlation", Correlation.current());
    }
}
