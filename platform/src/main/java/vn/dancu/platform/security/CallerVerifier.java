package vn.dancu.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Believes a {@code Dancu-Caller} only from the service that holds the token, for this service. */
final class CallerVerifier {
    private final String serviceName;
    private final CallersSettings settings;
    private final CallerKeys keys;
    private final Clock clock;

    CallerVerifier(String serviceName, CallersSettings settings, CallerKeys keys, Clock clock) {
        this.serviceName = serviceName;
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param header the header as it came
     * @param callingService the client id of the access token of the same request
     * @return the caller on whose behalf the service calls; empty where any proof fails
     */
    Optional<Caller> verify(@Nullable String header, String callingService) {
        if (header == null || header.length() > settings.maxHeader().toBytes()) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(header);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (!isSignedBy(callingService, jwt)
                    || !callingService.equals(claims.getIssuer())
                    || !List.of(serviceName).equals(claims.getAudience())
                    || claims.getJWTID() == null
                    || !isFresh(claims)) {
                return Optional.empty();
            }
            return Optional.of(CallerClaims.read(claims.getClaims()));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isSignedBy(String callingService, SignedJWT jwt) throws JOSEException {
        if (!JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                || !callingService.equals(jwt.getHeader().getKeyID())) {
            return false;
        }
        for (ECDSAVerifier key : keys.of(callingService)) {
            if (jwt.verify(key)) {
                return true;
            }
        }
        return false;
    }

    private boolean isFresh(JWTClaimsSet claims) {
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        if (issued == null || expires == null) {
            return false;
        }
        Instant now = clock.instant();
        Duration skew = settings.clockSkew();
        Duration lifetime = Duration.between(issued.toInstant(), expires.toInstant());
        return lifetime.isPositive()
                && lifetime.compareTo(settings.maxLifetime()) <= 0
                && !issued.toInstant().isAfter(now.plus(skew))
                && expires.toInstant().isAfter(now.minus(skew));
    }
}
