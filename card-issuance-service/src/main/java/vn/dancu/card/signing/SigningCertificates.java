package vn.dancu.card.signing;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The certificates and revocation lists that were issued here. */
@Repository
class SigningCertificates {
    /** Any constant: who holds it issues certificates. */
    private static final long ISSUING_LOCK = 0x6361_7264_706B_69L;

    private final JdbcClient jdbc;

    SigningCertificates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param alias under which the key is kept
     */
    record Issued(
            UUID certificateId,
            CertificateKind kind,
            String alias,
            X509Certificate certificate,
            Instant usedFrom,
            Instant usedTo,
            boolean demonstration,
            Optional<Instant> revokedAt,
            Optional<String> revokedReason) {
        String serial() {
            return certificate.getSerialNumber().toString(16);
        }
    }

    /** One at a time issues, over all instances, until the transaction ends. */
    void lockIssuing() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", ISSUING_LOCK)
                .query((row, n) -> true)
                .single();
    }

    void add(Issued issued, String officer, Instant at) {
        X509Certificate certificate = issued.certificate();
        try {
            jdbc.sql(
                            """
                            insert into signing_certificate (certificate_id, kind, serial,
                                key_alias, certificate, not_before, not_after, used_from, used_to,
                                demonstration, issued_by, issued_at)
                            values (:id, :kind, :serial, :alias, :certificate, :notBefore,
                                :notAfter, :usedFrom, :usedTo, :demonstration, :officer, :at)
                            """)
                    .param("id", issued.certificateId())
                    .param("kind", issued.kind().name())
                    .param("serial", issued.serial())
                    .param("alias", issued.alias())
                    .param("certificate", certificate.getEncoded())
                    .param("notBefore", Timestamp.from(certificate.getNotBefore().toInstant()))
                    .param("notAfter", Timestamp.from(certificate.getNotAfter().toInstant()))
                    .param("usedFrom", Timestamp.from(issued.usedFrom()))
                    .param("usedTo", Timestamp.from(issued.usedTo()))
                    .param("demonstration", issued.demonstration())
                    .param("officer", officer)
                    .param("at", Timestamp.from(at))
                    .update();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Issued> all() {
        return jdbc.sql("select * from signing_certificate order by issued_at, serial")
                .query((row, n) -> issued(row))
                .list();
    }

    Optional<Issued> find(UUID certificateId) {
        return jdbc.sql("select * from signing_certificate where certificate_id = :id")
                .param("id", certificateId)
                .query((row, n) -> issued(row))
                .optional();
    }

    /** The one that signs at this time. */
    Optional<Issued> active(CertificateKind kind, Instant at) {
        return jdbc.sql(
                        """
                        select * from signing_certificate
                        where kind = :kind and revoked_at is null
                          and used_from <= :at and used_to > :at
                        """)
                .param("kind", kind.name())
                .param("at", Timestamp.from(at))
                .query((row, n) -> issued(row))
                .optional();
    }

    /** When the last period of this kind ends. */
    Optional<Instant> lastUse(CertificateKind kind) {
        return jdbc.sql(
                        """
                        select used_to from signing_certificate
                        where kind = :kind and revoked_at is null order by used_to desc limit 1
                        """)
                .param("kind", kind.name())
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant);
    }

    /** Whether it was not revoked before. */
    boolean revoke(UUID certificateId, String reason, String officer, Instant at) {
        return jdbc.sql(
                                """
                                update signing_certificate
                                set revoked_at = :at, revoked_reason = :reason,
                                    revoked_by = :officer
                                where certificate_id = :id and revoked_at is null
                                """)
                        .param("id", certificateId)
                        .param("at", Timestamp.from(at))
                        .param("reason", reason)
                        .param("officer", officer)
                        .update()
                == 1;
    }

    @SuppressWarnings("ArrayRecordComponent")
    record StoredCrl(long number, Instant nextUpdate, byte[] crl) {}

    Optional<StoredCrl> lastCrl() {
        return jdbc.sql("select * from signing_crl order by number desc limit 1")
                .query(
                        (row, n) ->
                                new StoredCrl(
                                        row.getLong("number"),
                                        row.getTimestamp("next_update").toInstant(),
                                        row.getBytes("crl")))
                .optional();
    }

    void addCrl(long number, Instant at, Instant nextUpdate, byte[] crl) {
        jdbc.sql(
                        """
                        insert into signing_crl (number, issued_at, next_update, crl)
                        values (:number, :at, :next, :crl)
                        """)
                .param("number", number)
                .param("at", Timestamp.from(at))
                .param("next", Timestamp.from(nextUpdate))
                .param("crl", crl)
                .update();
    }

    private static Issued issued(ResultSet row) throws SQLException {
        return new Issued(
                row.getObject("certificate_id", UUID.class),
                CertificateKind.valueOf(row.getString("kind")),
                row.getString("key_alias"),
                parsed(row.getBytes("certificate")),
                row.getTimestamp("used_from").toInstant(),
                row.getTimestamp("used_to").toInstant(),
                row.getBoolean("demonstration"),
                Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getString("revoked_reason")));
    }

    static X509Certificate parsed(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("a stored certificate is unreadable", e);
        }
    }
}
