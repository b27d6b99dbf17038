package vn.dancu.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import vn.dancu.platform.tokens.NativeSignatures;

/** Signs, as this service, on whose behalf it calls another one. */
public final class CallerSigner {
    /** The header that carries the signed caller. */
    public static final String HEADER = "Dancu-Caller";

    // Long enough for a slow network, too short to be of use to whoever finds it in a dump.
    private static final Duration LIFETIME = Duration.ofSeconds(30);

    private final String serviceName;
    private final JWSSigner signer;
    private final Clock clock;

    private CallerSigner(String serviceName, JWSSigner signer, Clock clock) {
        this.serviceName = serviceName;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * @param serviceName this service, which its public key is known by
     * @param privateKeyPem PKCS#8, EC P-256
     */
    public static CallerSigner of(String serviceName, String privateKeyPem, Clock clock) {
        try {
            return new CallerSigner(
                    serviceName,
                    NativeSignatures.with(new ECDSASigner(Pem.ecPrivateKey(privateKeyPem))),
                    clock);
        } catch (JOSEException e) {
            throw new IllegalStateException("the caller key is not on P-256", e);
        }
    }

    /** The value of the header for one call to one service. */
    public String sign(Caller caller, String callee) {
        Instant now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(serviceName)
                        .audience(callee)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .jwtID(UUID.randomUUID().toString());
        CallerClaims.write(caller, claims);
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(serviceName).build();
        var jwt = new SignedJWT(header, claims.build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("the caller could not be signed", e);
        }
        return jwt.serialize();
    }
}
