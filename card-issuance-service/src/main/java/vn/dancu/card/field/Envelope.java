package vn.dancu.card.field;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/**
 * What a device sends: a JWE to this service (ECDH-ES, A256GCM) around a JWS of the device (ES256,
 * {@code kid} its id) around the dossier.
 */
@Component
class Envelope {
    private final ECPrivateKey key;

    Envelope(FieldSettings settings) throws GeneralSecurityException {
        String base64 =
                settings.pem()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("-----"))
                        .collect(Collectors.joining());
        key =
                (ECPrivateKey)
                        KeyFactory.getInstance("EC")
                                .generatePrivate(
                                        new PKCS8EncodedKeySpec(
                                                Base64.getDecoder().decode(base64)));
    }

    /** A signed dossier whose signature is still to be verified. */
    record Signed(JWSObject jws, UUID deviceId) {}

    /**
     * @throws ProblemException 422 {@code dossier_unreadable}
     */
    Signed open(byte[] file) {
        try {
            JWEObject jwe = JWEObject.parse(new String(file, StandardCharsets.US_ASCII));
            if (!jwe.getHeader().getAlgorithm().equals(JWEAlgorithm.ECDH_ES)
                    || jwe.getHeader().getCompressionAlgorithm() != null) {
                throw unreadable();
            }
            jwe.decrypt(new ECDHDecrypter(key));
            JWSObject jws = jwe.getPayload().toJWSObject();
            if (jws == null
                    || !jws.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
                    || jws.getHeader().getKeyID() == null) {
                throw unreadable();
            }
            return new Signed(jws, UUID.fromString(jws.getHeader().getKeyID()));
        } catch (ParseException
                | JOSEException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw unreadable();
        }
    }

    /**
     * @param publicKey SubjectPublicKeyInfo of the device
     * @throws ProblemException 422 {@code dossier_signature}
     */
    byte[] verified(Signed signed, byte[] publicKey) {
        try {
            if (signed.jws().verify(new ECDSAVerifier(publicKey(publicKey)))) {
                return signed.jws().getPayload().toBytes();
            }
        } catch (JOSEException | GeneralSecurityException | IllegalStateException e) {
            throw wrongSignature();
        }
        throw wrongSignature();
    }

    static ECPublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        return (ECPublicKey)
                KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static ProblemException wrongSignature() {
        return ProblemException.refused(
                "dossier_signature", "The dossier is not signed by the device it names.");
    }

    private static ProblemException unreadable() {
        return ProblemException.refused(
                "dossier_unreadable", "The file is not a dossier for this service.");
    }
}
