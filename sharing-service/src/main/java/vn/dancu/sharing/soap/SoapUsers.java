package vn.dancu.sharing.soap;

import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
     * @param secrets today's, and while a change of it is under way the one before
     */
    record SoapUser(
            UUID id,
            AgencyCode agency,
            ClientId client,
            PurposeCode purpose,
            List<String> secrets) {
        @Override
        public String toString() {
            return "SoapUser[" + client.identifier() + "]";
        }
    }

    private record Row(
            UUID id,
            String agency,
            String purpose,
            String sealedHex,
            @Nullable String earlierHex) {}

    Optional<SoapUser> find(ClientId client) {
        return jdbc.sql(
                        """
                        select c.id, c.agency_code, s.purpose,
                            encode(s.secret_sealed, 'hex') as sealed,
                            case when s.earlier_until > :now
                                then encode(s.earlier_sealed, 'hex') end as earlier
                        from agency_client c join soap_credential s on s.client = c.id
                        where c.kind = 'SOAP' and c.identifier = :user
                            and c.withdrawn_at is null
                        """)
                .param("user", client.identifier())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(
                        (row, n) ->
                                new Row(
                                        row.getObject("id", UUID.class),
                                        row.getString("agency_code"),
                                        row.getString("purpose"),
                                        row.getString("sealed"),
                                        row.getString("earlier")))
                .optional()
                .flatMap(row -> opened(client, row));
    }

    /** Without today's secret there is no user; an earlier one that cannot be opened is none. */
    private Optional<SoapUser> opened(ClientId client, Row row) {
        List<String> secrets = new ArrayList<>();
        secret(row.id(), row.sealedHex()).ifPresent(secrets::add);
        if (secrets.isEmpty()) {
            return Optional.empty();
        }
        Optional.ofNullable(row.earlierHex())
                .flatMap(hex -> secret(row.id(), hex))
                .ifPresent(secrets::add);
        return Optional.of(
                new SoapUser(
                        row.id(),
                        new AgencyCode(row.agency()),
                        client,
                        new PurposeCode(row.purpose()),
                        List.copyOf(secrets)));
    }

    private Optional<String> secret(UUID client, String sealedHex) {
        return sealer.open(
                        Sealer.Use.CREDENTIAL,
                        client.toString(),
                        HexFormat.of().parseHex(sealedHex))
                .map(secret -> new String(secret, StandardCharsets.UTF_8));
    }

    /**
     * Gives a registered client a secret, or another one.
     *
     * @param earlierUntil until when the one before is believed too; none: it ends at once
     * @throws ProblemException 404 {@code client_not_found}
     */
    void keep(
            AgencyCode agency,
            ClientId client,
            PurposeCode purpose,
            String secret,
            Optional<Instant> earlierUntil,
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
                            set_by = excluded.set_by, set_at = excluded.set_at,
                            earlier_until = :until::timestamptz,
                            earlier_sealed = case when :until::timestamptz is not null
                                then soap_credential.secret_sealed end
                        """)
                .param("client", id)
                .param(
                        "until",
                        earlierUntil.map(until -> until.atOffset(ZoneOffset.UTC)).orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
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

    /** A secret whose time is over is not kept. */
    @Scheduled(fixedDelay = 60, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
    void forgetSecrets() {
        jdbc.sql(
                        """
                        update soap_credential set earlier_sealed = null, earlier_until = null
                        where earlier_until <= :now
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
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
