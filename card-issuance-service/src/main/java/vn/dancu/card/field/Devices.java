package vn.dancu.card.field;

import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.card.model.Octets;
import vn.dancu.card.model.Place;
import vn.dancu.card.officers.ActingOfficer;
import vn.dancu.platform.problem.ProblemException;

/** The devices of mobile teams. */
@Repository
class Devices {
    private final JdbcClient jdbc;
    private final ActingOfficer officers;
    private final Clock clock;

    Devices(JdbcClient jdbc, ActingOfficer officers, Clock clock) {
        this.jdbc = jdbc;
        this.officers = officers;
        this.clock = clock;
    }

    /**
     * @param lostSince from when on what it signed is not believed
     */
    record Device(
            UUID deviceId,
            String name,
            Octets publicKey,
            String province,
            Optional<Instant> revokedAt,
            Optional<Instant> lostSince) {}

    /**
     * @param key base64 of a SubjectPublicKeyInfo on P-256
     * @throws ProblemException 422 {@code key_malformed}; 409 {@code key_known}
     */
    @Transactional
    Device register(String name, String province, String key) {
        String officer = officers.current().name();
        officers.requireTerritory(
                new Place(province, Optional.empty(), Optional.empty(), Optional.empty()));
        return jdbc.sql(
                        """
                        insert into field_device (name, public_key, province, registered_by,
                            registered_at)
                        values (:name, :key, :province, :officer, :at)
                        on conflict do nothing returning *
                        """)
                .param("name", name)
                .param("key", decoded(key))
                .param("province", province)
                .param("officer", officer)
                .param("at", Timestamp.from(clock.instant()))
                .query((row, n) -> device(row))
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.conflict(
                                        "key_known", "A device with this key is registered."));
    }

    private static byte[] decoded(String key) {
        try {
            byte[] encoded = Base64.getDecoder().decode(key);
            ECPublicKey parsed = Envelope.publicKey(encoded);
            if (parsed.getParams().getOrder().bitLength() == 256) {
                return encoded;
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static ProblemException malformed() {
        return ProblemException.refused(
                "key_malformed",
                "The key is base64 of a SubjectPublicKeyInfo on P-256.",
                "/publicKey");
    }

    /** The device is lost, or given back: from a moment on it is not believed any more. */
    @Transactional
    Device revoke(UUID deviceId, Instant lostSince, String reason) {
        String officer = officers.current().name();
        Device device = find(deviceId).orElseThrow(Devices::notFound);
        officers.requireTerritory(
                new Place(device.province(), Optional.empty(), Optional.empty(), Optional.empty()));
        Instant now = clock.instant();
        if (lostSince.isAfter(now)) {
            throw ProblemException.refused(
                    "lost_in_future", "It was lost in the past.", "/lostSince");
        }
        jdbc.sql(
                        """
                        update field_device
                        set revoked_by = :officer, revoked_at = coalesce(revoked_at, :now),
                            lost_since = least(coalesce(lost_since, :since), :since),
                            reason = :reason
                        where device_id = :id
                        """)
                .param("officer", officer)
                .param("now", Timestamp.from(now))
                .param("since", Timestamp.from(lostSince))
                .param("reason", reason)
                .param("id", deviceId)
                .update();
        return find(deviceId).orElseThrow();
    }

    Optional<Device> find(UUID deviceId) {
        return jdbc.sql("select * from field_device where device_id = :id")
                .param("id", deviceId)
                .query((row, n) -> device(row))
                .optional();
    }

    private static Device device(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Device(
                row.getObject("device_id", UUID.class),
                row.getString("name"),
                Octets.of(row.getBytes("public_key")),
                row.getString("province"),
                Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("lost_since")).map(Timestamp::toInstant));
    }

    static ProblemException notFound() {
        return ProblemException.notFound("device_not_found", "There is no such device.");
    }
}
