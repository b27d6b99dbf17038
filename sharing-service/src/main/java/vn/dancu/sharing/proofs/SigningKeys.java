package vn.dancu.sharing.proofs;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The public keys by which answers and receipts are checked: today's, and earlier ones for as long
 * as what they signed is to be checked. An instance tells its key at its start, so a change of key
 * needs nothing but the new secret.
 */
@Repository
class SigningKeys {
    private static final int MOST = 100;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ServiceSignature signature;
    private final SigningKeySettings settings;
    private final Clock clock;

    SigningKeys(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ServiceSignature signature,
            SigningKeySettings settings,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.signature = signature;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void tellOwn() {
        JWK own = signature.key();
        Instant now = clock.instant();
        transaction.executeWithoutResult(status -> tell(own, now));
    }

    /** A key that comes back, after an update was taken back, is today's again. */
    private void tell(JWK own, Instant now) {
        jdbc.sql(
                        """
                        insert into signing_key (kid, jwk, first_used_at)
                        values (:kid, :jwk, :now)
                        on conflict (kid) do update set superseded_at = null
                        where signing_key.superseded_at is not null
                        """)
                .param("kid", own.getKeyID())
                .param("jwk", own.toPublicJWK().toJSONString())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql(
                        """
                        update signing_key set superseded_at = greatest(:now, first_used_at)
                        where kid <> :kid and superseded_at is null
                        """)
                .param("kid", own.getKeyID())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Today's key first. */
    JWKSet listed() {
        JWK own = signature.key();
        List<JWK> others =
                jdbc.sql(
                                """
                                select jwk from signing_key
                                where kid <> :kid
                                    and (superseded_at is null or superseded_at > :since)
                                order by first_used_at desc limit :most
                                """)
                        .param("kid", own.getKeyID())
                        .param(
                                "since",
                                clock.instant()
                                        .minus(settings.keysListed())
                                        .atOffset(ZoneOffset.UTC))
                        .param("most", MOST)
                        .query((row, n) -> parsed(row.getString("jwk")))
                        .list();
        return new JWKSet(
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(own.toPublicJWK()), others.stream())
                        .toList());
    }

    private static JWK parsed(String jwk) {
        try {
            return JWK.parse(jwk);
        } catch (ParseException e) {
            throw new IllegalStateException("a stored public key cannot be read", e);
        }
    }
}
