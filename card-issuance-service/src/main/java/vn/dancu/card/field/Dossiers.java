package vn.dancu.card.field;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.applications.CardRequests;
import vn.dancu.card.model.Octets;
import vn.dancu.card.model.RegisteredPerson;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.card.population.PopulationRecord;
import vn.dancu.card.uploads.Uploads;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/**
 * Takes in what devices made in the field. A dossier whose record says something else by now is not
 * filed: the officer sees which lines differ and decides.
 */
@Service
class Dossiers {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Uploads uploads;
    private final Envelope envelope;
    private final Devices devices;
    private final PopulationRecord record;
    private final CardRequests requests;
    private final ActingOfficer officers;
    private final Callers callers;
    private final FieldSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Dossiers(
            JdbcClient jdbc,
            JsonMapper json,
            Uploads uploads,
            Envelope envelope,
            Devices devices,
            PopulationRecord record,
            CardRequests requests,
            ActingOfficer officers,
            Callers callers,
            FieldSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.uploads = uploads;
        this.envelope = envelope;
        this.devices = devices;
        this.record = record;
        this.requests = requests;
        this.officers = officers;
        this.callers = callers;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    enum State {
        /** An application was filed of it. */
        FILED,
        /** The record says something else than the device saw. */
        CONFLICT,
        /** Signed before its device was lost and received after: an officer decides. */
        HELD,
        REFUSED,
        DISCARDED
    }

    /** A dossier as it is kept: without what it says. */
    record Kept(
            UUID dossierId,
            UUID deviceId,
            UUID uploadId,
            Octets digest,
            UUID personId,
            Instant signedAt,
            State state,
            Optional<String> code,
            List<String> differences,
            Optional<UUID> applicationId) {}

    /**
     * Takes a complete upload in. The same dossier again is answered as before.
     *
     * @throws ProblemException 409 {@code upload_incomplete}; 422 {@code dossier_unreadable},
     *     {@code dossier_signature}, {@code device_unknown}, {@code dossier_malformed}, {@code
     *     dossier_id_reused}
     */
    Kept take(UUID uploadId) {
        Uploads.Upload upload = upload(uploadId);
        Envelope.Signed signed =
                envelope.open(uploads.read(uploadId, 0, Math.toIntExact(upload.length())));
        Devices.Device device =
                devices.find(signed.deviceId())
                        .orElseThrow(
                                () ->
                                        ProblemException.refused(
                                                "device_unknown", "The device is not registered."));
        byte[] content = envelope.verified(signed, device.publicKey().bytes());
        Dossier dossier = read(content);
        Octets digest = Octets.of(sha256(content));
        Optional<Kept> before = find(dossier.dossierId());
        if (before.isPresent()) {
            if (!before.get().digest().equals(digest)) {
                throw ProblemException.refused(
                        "dossier_id_reused", "The id came before with another dossier.");
            }
            return before.get();
        }
        return decide(dossier, device, uploadId, digest);
    }

    private Kept decide(Dossier dossier, Devices.Device device, UUID uploadId, Octets digest) {
        Arrival arrival = new Arrival(dossier, device.deviceId(), uploadId, digest);
        boolean afterLoss =
                device.lostSince().filter(since -> !dossier.signedAt().isBefore(since)).isPresent();
        if (afterLoss) {
            return keep(arrival, State.REFUSED, Optional.of("device_lost"), List.of());
        }
        if (device.revokedAt().isPresent()) {
            return keep(arrival, State.HELD, Optional.of("device_revoked"), List.of());
        }
        RegisteredPerson now = record.read(dossier.personId());
        List<String> differences = dossier.differences(now);
        if (!differences.isEmpty()) {
            return keep(arrival, State.CONFLICT, Optional.of("record_differs"), differences);
        }
        return file(arrival);
    }

    /** A dossier that has just come. */
    private record Arrival(Dossier dossier, UUID deviceId, UUID uploadId, Octets digest) {}

    private Kept file(Arrival arrival) {
        Dossier dossier = arrival.dossier();
        requests.file(
                new CardRequests.Wanted(
                        dossier.personId(),
                        dossier.kind(),
                        Optional.ofNullable(dossier.reason()),
                        Optional.ofNullable(dossier.features()),
                        Optional.ofNullable(dossier.portrait())),
                application -> {
                    insert(arrival, State.FILED, Optional.empty(), List.of(), application);
                    uploads.done(arrival.uploadId());
                });
        return find(dossier.dossierId()).orElseThrow();
    }

    private Kept keep(
            Arrival arrival, State state, Optional<String> code, List<String> differences) {
        transactions.executeWithoutResult(
                status -> {
                    insert(arrival, state, code, differences, null);
                    if (state == State.REFUSED) {
                        uploads.done(arrival.uploadId());
                    }
                });
        return find(arrival.dossier().dossierId()).orElseThrow();
    }

    private void insert(
            Arrival arrival,
            State state,
            Optional<String> code,
            List<String> differences,
            @org.jspecify.annotations.Nullable UUID application) {
        Dossier dossier = arrival.dossier();
        jdbc.sql(
                        """
                        insert into field_dossier (dossier_id, device_id, upload_id, digest,
                            person_id, record_version, signed_at, received_at, state, code,
                            differences, application_id)
                        values (:id, :device, :upload, :digest, :person, :version, :signed,
                            :received, :state, :code, :differences, :application)
                        """)
                .param("id", dossier.dossierId())
                .param("device", arrival.deviceId())
                .param("upload", arrival.uploadId())
                .param("digest", arrival.digest().bytes())
                .param("person", dossier.personId())
                .param("version", dossier.recordVersion())
                .param("signed", Timestamp.from(dossier.signedAt()))
                .param("received", Timestamp.from(clock.instant()))
                .param("state", state.name())
                .param("code", code.orElse(null), Types.VARCHAR)
                .param("differences", differences.toArray(String[]::new))
                .param("application", application, Types.OTHER)
                .update();
    }

    /** An officer decides on what was held or differs: filed with what the record says, or not. */
    Kept resolve(UUID dossierId, boolean file) {
        String officer = officers.current().name();
        Kept kept = look(dossierId);
        if (kept.state() != State.CONFLICT && kept.state() != State.HELD) {
            throw ProblemException.conflict("dossier_decided", "Nothing is left to decide.");
        }
        if (file) {
            refile(kept, officer);
        } else {
            transactions.executeWithoutResult(
                    status -> settle(kept, State.DISCARDED, officer, Optional.empty()));
        }
        return find(dossierId).orElseThrow();
    }

    private void refile(Kept kept, String officer) {
        Uploads.Upload upload = uploads.find(kept.uploadId()).orElseThrow();
        Envelope.Signed signed =
                envelope.open(uploads.read(kept.uploadId(), 0, Math.toIntExact(upload.length())));
        Dossier dossier = read(signed.jws().getPayload().toBytes());
        requests.file(
                new CardRequests.Wanted(
                        dossier.personId(),
                        dossier.kind(),
                        Optional.ofNullable(dossier.reason()),
                        Optional.ofNullable(dossier.features()),
                        Optional.ofNullable(dossier.portrait())),
                application -> settle(kept, State.FILED, officer, Optional.of(application)));
    }

    private void settle(Kept kept, State state, String officer, Optional<UUID> application) {
        int rows =
                jdbc.sql(
                                """
                                update field_dossier
                                set state = :state, resolved_by = :officer,
                                    application_id = :application
                                where dossier_id = :id and state in ('CONFLICT', 'HELD')
                                """)
                        .param("state", state.name())
                        .param("officer", officer)
                        .param("application", application.orElse(null), Types.OTHER)
                        .param("id", kept.dossierId())
                        .update();
        if (rows == 0) {
            throw ProblemException.conflict("dossier_decided", "Nothing is left to decide.");
        }
        uploads.done(kept.uploadId());
    }

    /** For officers of the device's province. */
    Kept look(UUID dossierId) {
        Kept kept =
                find(dossierId)
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "dossier_not_found", "There is no such dossier."));
        Devices.Device device = devices.find(kept.deviceId()).orElseThrow();
        officers.requireTerritory(
                new vn.dancu.card.model.Place(
                        device.province(), Optional.empty(), Optional.empty(), Optional.empty()));
        return kept;
    }

    private Uploads.Upload upload(UUID uploadId) {
        Uploads.Upload upload =
                uploads.find(uploadId)
                        .filter(one -> one.kind().equals("dossier"))
                        .filter(one -> one.clientId().equals(callers.current().clientId()))
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "upload_not_found", "There is no such upload."));
        if (upload.open()) {
            throw ProblemException.conflict(
                    "upload_incomplete", "Parts of the file are still missing.");
        }
        return upload;
    }

    @SuppressWarnings("NullAway") // what JSON leaves out is null whatever the type says
    private Dossier read(byte[] content) {
        Dossier dossier;
        try {
            dossier = json.readValue(content, Dossier.class);
        } catch (JacksonException e) {
            throw malformed("The dossier is not of the shape of the interface.");
        }
        if (dossier == null
                || dossier.dossierId() == null
                || dossier.signedAt() == null
                || dossier.personId() == null
                || dossier.seen() == null
                || dossier.kind() == null
                || dossier.recordVersion() < 1
                || (dossier.features() != null && dossier.features().length() > 80)) {
            throw malformed("The dossier lacks something, or a text is too long.");
        }
        if (dossier.dossierId().version() != 7) {
            throw malformed("The id of a dossier is a UUID of version 7.");
        }
        if (dossier.signedAt().isAfter(clock.instant().plus(settings.clockSkew()))) {
            throw ProblemException.refused("clock_ahead", "The dossier was signed in the future.");
        }
        return dossier;
    }

    private static ProblemException malformed(String detail) {
        return ProblemException.refused("dossier_malformed", detail);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Kept> find(UUID dossierId) {
        return jdbc.sql("select * from field_dossier where dossier_id = :id")
                .param("id", dossierId)
                .query((row, n) -> kept(row))
                .optional();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                row.getObject("dossier_id", UUID.class),
                row.getObject("device_id", UUID.class),
                row.getObject("upload_id", UUID.class),
                Octets.of(row.getBytes("digest")),
                row.getObject("person_id", UUID.class),
                row.getTimestamp("signed_at").toInstant(),
                State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("code")),
                Arrays.asList((String[]) row.getArray("differences").getArray()),
                Optional.ofNullable(row.getObject("application_id", UUID.class)));
    }
}
