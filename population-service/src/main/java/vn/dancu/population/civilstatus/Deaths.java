package vn.dancu.population.civilstatus;

import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.population.record.LifeStatus;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.Places;

/** Registers deaths; whoever keeps something for the living is told by the event. */
@Service
public class Deaths {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final Persons persons;
    private final Places places;
    private final EntryDigest digests;
    private final IdempotencyKeys keys;
    private final Callers callers;
    private final AuditRecords audit;
    private final TransactionTemplate transactions;
    private final TransactionTemplate refusals;
    private final Clock clock;

    Deaths(
            JdbcClient jdbc,
            Persons persons,
            Places places,
            EntryDigest digests,
            IdempotencyKeys keys,
            Callers callers,
            AuditRecords audit,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.places = places;
        this.digests = digests;
        this.keys = keys;
        this.callers = callers;
        this.audit = audit;
        this.transactions = new TransactionTemplate(transactionManager);
        this.refusals = new TransactionTemplate(transactionManager);
        this.refusals.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    /**
     * @return the id of the registered death
     * @throws ProblemException 404 {@code person_not_found}; 409 {@code already_dead} under another
     *     entry, {@code death_entry_differs}; 422 for an impossible date or office
     */
    public UUID register(DeathRegistration registration) {
        try {
            return transactions.execute(status -> registerOnce(registration));
        } catch (DeathRefused e) {
            // Only now, when the connection of the refused transaction is back in the pool: were
            // it held meanwhile, refusals could take all connections and wait for one more.
            refusals.executeWithoutResult(
                    status ->
                            audit.record(
                                    "death_refused",
                                    Optional.of(registration.personId()),
                                    e.code()));
            throw e;
        }
    }

    private UUID registerOnce(DeathRegistration registration) {
        return UUID.fromString(
                keys.once("death", registration, () -> registerEntry(registration).toString()));
    }

    private UUID registerEntry(DeathRegistration registration) {
        if (!places.units().contains(registration.entry().office())) {
            throw ProblemException.refused(
                    "unknown_unit", "No such administrative unit.", "/entry/office");
        }
        UUID deathId = UUID.randomUUID();
        byte[] digest = digests.of(registration);
        String key = registration.entry().key();
        boolean first =
                jdbc.sql(
                                        """
                                        insert into death_by_entry (entry_key, death_id)
                                        values (:key, :death) on conflict do nothing
                                        """)
                                .param("key", key)
                                .param("death", deathId)
                                .update()
                        == 1;
        if (!first) {
            return sameDeath(key, digest);
        }
        PersonRecord person = persons.lock(registration.personId());
        check(registration, person);
        jdbc.sql(
                        """
                        with person as (
                            insert into death_by_person (person_id, death_id)
                            values (:person, :death))
                        insert into death (death_id, person_id, entry_digest, reported_by,
                            reported_at)
                        values (:death, :person, :digest, :by, :at)
                        """)
                .param("person", registration.personId())
                .param("death", deathId)
                .param("digest", digest)
                .param("by", callers.current().clientId())
                .param("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
        persons.die(
                registration.personId(),
                new PersonRecord.Death(registration.date()),
                registration.entry().evidence());
        return deathId;
    }

    private void check(DeathRegistration registration, PersonRecord person) {
        if (person.status() == LifeStatus.DEAD) {
            throw DeathRefused.alreadyDead();
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        if (registration.date().earliest().isAfter(today)) {
            throw ProblemException.refused(
                    "date_in_future", "The date of death is after today.", "/date");
        }
        if (registration.date().latest().isBefore(person.dateOfBirth().earliest())) {
            throw DeathRefused.beforeBirth();
        }
    }

    private record Known(UUID deathId, boolean sameContent) {}

    private UUID sameDeath(String key, byte[] digest) {
        Known known =
                jdbc.sql(
                                """
                                select d.death_id, d.entry_digest = :digest as same_content
                                from death_by_entry e join death d using (death_id)
                                where e.entry_key = :key
                                """)
                        .param("key", key)
                        .param("digest", digest)
                        .query(Known.class)
                        .single();
        if (!known.sameContent()) {
            throw ProblemException.conflict(
                    "death_entry_differs",
                    "This civil-status entry was registered before with other content.");
        }
        return known.deathId();
    }
}
