package vn.dancu.population.biometrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.sealing.Sealer;
import vn.dancu.platform.security.Callers;
import vn.dancu.population.record.Disclosure;
import vn.dancu.population.record.PersonNotFoundException;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Persons;
import vn.dancu.population.record.ProtectedPersonException;
import vn.dancu.population.record.WritingRights;

/** Keeps biometrics sealed, and opens them for who may see them. */
@Service
class Biometrics {
    /** A body of a request is smaller anyway. */
    private static final int MOST_BASE64 = 1 << 20;

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final Persons persons;
    private final WritingRights rights;
    private final Disclosure disclosure;
    private final BiometricRules rules;
    private final BiometricLimits limits;
    private final Sealer sealer;
    private final AuditRecords audit;
    private final IdempotencyKeys keys;
    private final Callers callers;
    private final Clock clock;

    Biometrics(
            JdbcClient jdbc,
            Persons persons,
            WritingRights rights,
            Disclosure disclosure,
            BiometricRules rules,
            BiometricLimits limits,
            Sealer sealer,
            AuditRecords audit,
            IdempotencyKeys keys,
            Callers callers,
            Clock clock) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.rights = rights;
        this.disclosure = disclosure;
        this.rules = rules;
        this.limits = limits;
        this.sealer = sealer;
        this.audit = audit;
        this.keys = keys;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * @param data base64
     * @param position which finger (1 to 10) or eye (1 right, 2 left); absent for a portrait
     * @param evidence the application or paper that it came with; no personal data
     */
    record Capture(
            @NotNull BiometricKind kind,
            @NotNull @Size(max = MOST_BASE64) String data,
            @Nullable Integer position,
            @NotNull LocalDate capturedOn,
            @NotNull @Size(min = 1, max = 200) String evidence) {
        private byte[] decoded() {
            try {
                return Base64.getDecoder().decode(data);
            } catch (IllegalArgumentException e) {
                throw ProblemException.refused(
                        "base64_malformed", "The data is not base64.", "/data");
            }
        }

        @Override
        public String toString() {
            return "Capture[" + kind + "]";
        }
    }

    /**
     * What is kept, without the data.
     *
     * @param erasedAt when the key was destroyed: nobody can open it any more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Kept(
            UUID valueId,
            BiometricKind kind,
            @Nullable Integer position,
            String mediaType,
            int bytes,
            LocalDate capturedOn,
            Instant storedAt,
            String storedBy,
            String evidence,
            LocalDate expiresOn,
            @Nullable Instant erasedAt,
            @Nullable String erasedWhy) {}

    record KeptValues(List<Kept> items) {}

    /** A value that was opened. */
    record Opened(String mediaType, Octets data) {
        @Override
        public String toString() {
            return "Opened[" + mediaType + "]";
        }
    }

    /** Stores a value, once for an idempotency key. */
    @Transactional
    UUID store(UUID personId, Capture capture) {
        return UUID.fromString(
                keys.once(
                        "biometric " + personId,
                        capture,
                        () -> storeOnce(personId, capture).toString()));
    }

    private UUID storeOnce(UUID personId, Capture capture) {
        byte[] data = capture.decoded();
        rules.check(capture.kind(), data, capture.position());
        PersonRecord person = persons.lock(personId);
        rights.check(person);
        LocalDate today = LocalDate.ofInstant(clock.instant(), VIETNAM);
        if (capture.capturedOn().isAfter(today)) {
            throw ProblemException.refused(
                    "date_in_future", "It was captured after today.", "/capturedOn");
        }
        LocalDate expires = capture.capturedOn().plus(limits.keep().of(capture.kind()));
        if (!expires.isAfter(today)) {
            throw ProblemException.refused(
                    "retention_ended", "It is too old to be kept.", "/capturedOn");
        }
        DataKey key = dataKey(person, capture.kind(), expires);
        UUID valueId = UUID.randomUUID();
        byte[] sealed = sealer.seal(data, key.key(), key.owner() + "|" + valueId);
        jdbc.sql(
                        """
                        insert into sealed_value (person_id, value_id, kind, generation, position,
                            media_type, bytes, sealed, captured_on, stored_at, stored_by, evidence)
                        values (:person, :value, :kind, :generation, :position, :type, :bytes,
                            :sealed, :captured, :now, :by, :evidence)
                        """)
                .param("person", personId)
                .param("value", valueId)
                .param("kind", capture.kind().name())
                .param("generation", key.generation())
                .param("position", capture.position(), Types.SMALLINT)
                .param("type", capture.kind().mediaType())
                .param("bytes", data.length)
                .param("sealed", sealed)
                .param("captured", capture.capturedOn())
                .param("now", at(clock.instant()))
                .param("by", callers.current().subject())
                .param("evidence", capture.evidence())
                .update();
        audit.record("biometric_stored", Optional.of(personId), capture.kind().name());
        return valueId;
    }

    private static String owner(UUID personId, BiometricKind kind, int generation) {
        return personId + "|" + kind + "|" + generation;
    }

    /** A data key in the open. */
    private record DataKey(SecretKey key, int generation, String owner) {
        @Override
        public String toString() {
            return "DataKey[hidden]";
        }
    }

    private record Stored(
            int generation, @Nullable Octets wrapped, String wrappedBy, long values) {}

    /** The key in use, or a new one: the lock on the person lets only one be made. */
    private DataKey dataKey(PersonRecord person, BiometricKind kind, LocalDate expires) {
        UUID id = person.personId();
        Optional<Stored> last =
                jdbc.sql(
                                """
                                select k.generation, k.wrapped, k.wrapped_by,
                                    (select count(*) from sealed_value v
                                     where v.person_id = k.person_id and v.kind = k.kind
                                        and v.generation = k.generation) as values
                                from sealed_key k where k.person_id = :person and k.kind = :kind
                                order by k.generation desc limit 1
                                """)
                        .param("person", id)
                        .param("kind", kind.name())
                        .query(
                                (row, n) ->
                                        new Stored(
                                                row.getInt("generation"),
                                                Octets.ofNullable(row.getBytes("wrapped")),
                                                row.getString("wrapped_by"),
                                                row.getLong("values")))
                        .optional();
        LocalDate until = Retention.until(expires, person, limits);
        Octets wrapped = last.map(Stored::wrapped).orElse(null);
        if (last.isPresent() && wrapped != null) {
            Stored stored = last.get();
            if (stored.values() >= limits.maxValues()) {
                throw ProblemException.conflict(
                        "biometrics_full", "The person has as many of this kind as can be kept.");
            }
            // What is newer keeps the key longer.
            jdbc.sql(
                            """
                            update sealed_key set expires_on = greatest(expires_on, :until)
                            where person_id = :person and kind = :kind and generation = :generation
                            """)
                    .param("until", until)
                    .param("person", id)
                    .param("kind", kind.name())
                    .param("generation", stored.generation())
                    .update();
            String owner = owner(id, kind, stored.generation());
            SecretKey key =
                    sealer.unwrap(new Sealer.Wrapped(wrapped.bytes(), stored.wrappedBy()), owner);
            return new DataKey(key, stored.generation(), owner);
        }
        return newKey(id, kind, last.map(Stored::generation).orElse(0) + 1, until);
    }

    private DataKey newKey(UUID id, BiometricKind kind, int generation, LocalDate until) {
        String owner = owner(id, kind, generation);
        SecretKey key = sealer.newKey();
        Sealer.Wrapped wrapped = sealer.wrap(key, owner);
        jdbc.sql(
                        """
                        insert into sealed_key (person_id, kind, generation, wrapped, wrapped_by,
                            made_at, expires_on)
                        values (:person, :kind, :generation, :wrapped, :by, :now, :until)
                        """)
                .param("person", id)
                .param("kind", kind.name())
                .param("generation", generation)
                .param("wrapped", wrapped.key())
                .param("by", wrapped.by())
                .param("now", at(clock.instant()))
                .param("until", until)
                .update();
        return new DataKey(key, generation, owner);
    }

    /** What is and was kept of a person, erased values too: nothing is deleted. */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    KeptValues list(UUID personId) {
        requireReadable(personId, "biometrics_listed");
        return new KeptValues(
                jdbc.sql(
                                """
                                select v.value_id, v.kind, v.position, v.media_type, v.bytes,
                                    v.captured_on, v.stored_at, v.stored_by, v.evidence,
                                    k.expires_on, k.destroyed_at, k.destroyed_why
                                from sealed_value v
                                join sealed_key k using (person_id, kind, generation)
                                where v.person_id = :person
                                order by v.stored_at desc, v.value_id limit 1000
                                """)
                        .param("person", personId)
                        .query((row, n) -> kept(row))
                        .list());
    }

    private static Kept kept(ResultSet row) throws SQLException {
        OffsetDateTime destroyed = row.getObject("destroyed_at", OffsetDateTime.class);
        return new Kept(
                row.getObject("value_id", UUID.class),
                BiometricKind.valueOf(row.getString("kind")),
                row.getObject("position", Integer.class),
                row.getString("media_type"),
                row.getInt("bytes"),
                row.getObject("captured_on", LocalDate.class),
                row.getObject("stored_at", OffsetDateTime.class).toInstant(),
                row.getString("stored_by"),
                row.getString("evidence"),
                row.getObject("expires_on", LocalDate.class),
                destroyed == null ? null : destroyed.toInstant(),
                row.getString("destroyed_why"));
    }

    private record Sealed(
            BiometricKind kind,
            int generation,
            Octets bytes,
            @Nullable Octets wrapped,
            String wrappedBy) {}

    /**
     * @throws ProblemException 404 {@code biometric_not_found}; 410 {@code biometric_erased}
     */
    @Transactional(noRollbackFor = ProtectedPersonException.class)
    Opened open(UUID personId, UUID valueId) {
        requireReadable(personId, "biometric_read");
        Sealed sealed =
                jdbc.sql(
                                """
                                select v.kind, v.generation, v.sealed, k.wrapped, k.wrapped_by
                                from sealed_value v
                                join sealed_key k using (person_id, kind, generation)
                                where v.person_id = :person and v.value_id = :value
                                """)
                        .param("person", personId)
                        .param("value", valueId)
                        .query(
                                (row, n) ->
                                        new Sealed(
                                                BiometricKind.valueOf(row.getString("kind")),
                                                row.getInt("generation"),
                                                Octets.of(row.getBytes("sealed")),
                                                Octets.ofNullable(row.getBytes("wrapped")),
                                                row.getString("wrapped_by")))
                        .optional()
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "biometric_not_found", "No such value is kept."));
        Octets wrapped = sealed.wrapped();
        if (wrapped == null) {
            throw ProblemException.of(
                    HttpStatus.GONE,
                    "biometric_erased",
                    "Its key was destroyed when retention ended; nobody can open it.");
        }
        String owner = owner(personId, sealed.kind(), sealed.generation());
        SecretKey key =
                sealer.unwrap(new Sealer.Wrapped(wrapped.bytes(), sealed.wrappedBy()), owner);
        return new Opened(
                sealed.kind().mediaType(),
                Octets.of(sealer.open(sealed.bytes().bytes(), key, owner + "|" + valueId)));
    }

    private void requireReadable(UUID personId, String action) {
        PersonRecord person = persons.find(personId).orElseThrow(PersonNotFoundException::new);
        boolean allowed = disclosure.mayRead(person);
        audit.record(action, Optional.of(personId), allowed ? "answered" : "protected_person");
        if (!allowed) {
            throw new ProtectedPersonException();
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
