package vn.dancu.sharing.exports;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import tools.jackson.databind.JsonNode;
import vn.dancu.platform.problem.ProblemException;

/**
 * The public key of an agency: RSA of 3072 bits or more, or EC on P-256 or P-384. What is encrypted
 * with it is a compact JWE (RFC 7516) with A256GCM.
 */
record AgencyKey(JWK jwk) {
    private static final int FEWEST_BITS = 3072;

    /**
     * @throws ProblemException 422 {@code key_malformed}, {@code key_private}, {@code key_weak}
     */
    static AgencyKey of(JsonNode given) {
        if (!given.isObject()) {
            throw malformed();
        }
        return parse(given.toString());
    }

    /**
     * @throws ProblemException as {@link #of}
     */
    static AgencyKey parse(String json) {
        JWK jwk;
        try {
            jwk = JWK.parse(json);
        } catch (ParseException | IllegalArgumentException e) {
            throw malformed();
        }
        if (jwk.isPrivate()) {
            throw ProblemException.refused(
                    "key_private",
                    "A private key never leaves the agency: make a new one.",
                    "/jwk");
        }
        boolean strong =
                switch (jwk) {
                    case RSAKey rsa -> rsa.size() >= FEWEST_BITS;
                    case ECKey ec ->
                            Curve.P_256.equals(ec.getCurve()) || Curve.P_384.equals(ec.getCurve());
                    default -> false;
                };
        if (!strong) {
            throw ProblemException.refused(
                    "key_weak", "RSA of 3072 bits or more, or EC on P-256 or P-384.", "/jwk");
        }
        return new AgencyKey(jwk);
    }

    private static ProblemException malformed() {
        return ProblemException.refused("key_malformed", "That is no JWK (RFC 7517).", "/jwk");
    }

    String thumbprint() {
        try {
            return jwk.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("a checked key has a thumbprint", e);
        }
    }

    byte[] encrypt(String text) {
        try {
            boolean rsa = jwk instanceof RSAKey;
            var header =
                    new JWEHeader.Builder(
                                    rsa ? JWEAlgorithm.RSA_OAEP_256 : JWEAlgorithm.ECDH_ES_A256KW,
                                    EncryptionMethod.A256GCM)
                            .keyID(thumbprint())
                            .contentType("application/x-ndjson")
                            .build();
            var sealed = new JWEObject(header, new Payload(text));
            sealed.encrypt(encrypter());
            return sealed.serialize().getBytes(StandardCharsets.US_ASCII);
        } catch (JOSEException e) {
            throw new IllegalStateException("a checked key encrypts", e);
        }
    }

    private JWEEncrypter encrypter() throws JOSEException {
        return switch (jwk) {
            case RSAKey rsa -> new RSAEncrypter(rsa);
            case ECKey ec -> new ECDHEncrypter(ec);
            default -> throw new IllegalStateException("a key that was not checked");
        };
    }
}
