package vn.dancu.sharing.soap;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.ClientId;
import vn.dancu.sharing.model.PurposeCode;
import vn.dancu.sharing.sealing.Sealer;

/** The users of the SOAP service: their secrets, sealed, and which calls they have made lately. */
@Repository
class SoapUsers {
    /** By how much the clocks of instances may differ when what is over is removed. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final int REMOVED_AT_ONCE = 10_000;

    private final JdbcClient jdbc;
    private final Sealer sealer;
    private final SoapSettings settings;
    private final Clock clock;

    SoapUsers(JdbcClient jdbc, Sealer sealer, SoapSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.sealer = sealer;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A registered client of kind SOAP with its secret.
     *
     * @param purpose what its calls are for, since they do not say it
     */
    record SoapUser(
            UUID id, AgencyCode agency, ClientId client, PurposeCode purpose, String secret) {
        @Override
        public String toString() {
            return "SoapUser[" + client.identifier() + "]";
        }
    }

    private record Row(UUID id, String agency, String purpose, String sealedHex) {}

    Optional<SoapUser> find(ClientId client) {
        return jdbc.sql(
                        """
                        select c.id, c.agency_code, s.purpose,
                            encode(s.secret_sealed, 'hex') as sealed
                        from agency_client c join soap_credential s on s.client = c.id
                        where c.kind = 'SOAP' and c.identifier = :user
                            and c.withdrawn_at is null
                        """)
                .param("user", client.identifier())
                .query(
                        (row, n) ->
                                new Row(
                                        row.getObject("id", UUID.class),
                                        row.getString("agency_code"),
                                        row.getString("purpose"),
                                        row.getString("sealed")))
                .optional()
                .flatMap(row -> opened(client, row));
    }

    private Optional<SoapUser> opened(ClientId client, Row row) {
        byte[] sealed = HexFormat.of().parseHex(row.sealedHex());
        return sealer.open(Sealer.Use.CREDENTIAL, row.id().toString(), sealed)
                .map(
                        secret ->
                                new SoapUser(
                                        row.id(),
                                        new AgencyCode(row.agency()),
                                        client,
                                        new PurposeCode(row.purpose()),
                                        new String(secret, StandardCharsets.UTF_8)));
    }

    /**
     * Gives a registered client a secret, or another one; the old one ends at once.
     *
     * @throws ProblemException 404 {@code client_not_found}
     */
    void keep(
            AgencyCode agency,
            ClientId client,
            PurposeCode purpose,
            String secret,
            String administrator) {
        UUID id =
                jdbc.sql(
                                """
                                select id from agency_client
                                where agency_code = :agency and kind = 'SOAP'
                                    and identifier = :user and withdrawn_at is null
                                """)
                        .param("agency", agency.text())
                        .param("user", client.identifier())
                        .query(UUID.class)
                        .optional()
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "client_not_found",
                                                "The agency has no such client of kind SOAP."));
        jdbc.sql(
                        """
                        insert into soap_credential
                            (client, purpose, secret_sealed, set_by, set_at)
                        values (:client, :purpose, :sealed, :administrator, :at)
                        on conflict (client) do update
                        set purpose = excluded.purpose, secret_sealed = excluded.secret_sealed,
                            set_by = excluded.set_by, set_at = excluded.set_at
                        """)
                .param("client", id)
                .param("purpose", purpose.text())
                .param(
                        "sealed",
                        sealer.seal(
                                Sealer.Use.CREDENTIAL,
                                id.toString(),
                                secret.getBytes(StandardCharsets.UTF_8)))
                .param("administrator", administrator)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /**
     * Whether neither the timestamp nor the request's number was used before. A digest covers no
     * body: with one timestamp exactly one call is made, on whichever instance.
     */
    boolean useOnce(SoapUser user, long sentAtMillis, String requestId) {
        return jdbc.sql(
                                """
                                insert into soap_call (client, sent_at_ms, request_id)
                                values (:client, :sent, :request) on conflict do nothing
                                """)
                        .param("client", user.id())
                        .param("sent", sentAtMillis)
                        .param("request", requestId)
                        .update()
                == 1;
    }

    /** What is older than the window is refused by its time and need not be remembered. */
    @Scheduled(fixedDelay = 30, initialDelay = 30, timeUnit = TimeUnit.SECONDS)
    void forget() {
        Instant before = clock.instant().minus(settings.clockWindow()).minus(CLOCKS);
        int removed;
        do {
            removed =
                    jdbc.sql(
                                    """
                                    delete from soap_call where ctid = any(array(
                                        select ctid from soap_call where sent_at_ms < :before
                                        limit :most))
                                    """)
                            .param("before", before.toEpochMilli())
                            .param("most", REMOVED_AT_ONCE)
                            .update();
        } while (removed == REMOVED_AT_ONCE);
    }
}
