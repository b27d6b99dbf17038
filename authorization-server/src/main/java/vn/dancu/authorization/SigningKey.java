package vn.dancu.authorization;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** Reads the key that signs tokens, and names it so that production knows it for what it is. */
final class SigningKey {
    /** What the id of every key of a demonstration starts with. */
    static final String DEMONSTRATION = "demo-";

    private static final int MIN_BITS = 2048;

    private SigningKey() {}

    static RSAKey read(String pem) {
        try {
            String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
            var factory = KeyFactory.getInstance("RSA");
            var privateKey =
                    (RSAPrivateCrtKey)
                            factory.generatePrivate(
                                    new PKCS8EncodedKeySpec(
                                            Base64.getMimeDecoder().decode(base64)));
            if (privateKey.getModulus().bitLength() < MIN_BITS) {
                throw new IllegalStateException("dancu.signing-key has less than 2048 bits");
            }
            var publicKey =
                    (RSAPublicKey)
                            factory.generatePublic(
                                    new RSAPublicKeySpec(
                                            privateKey.getModulus(),
                                            privateKey.getPublicExponent()));
            var key = new RSAKey.Builder(publicKey).privateKey(privateKey);
            return key.keyID(DEMONSTRATION + key.build().computeThumbprint())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .build();
        } catch (GeneralSecurityException | ClassCastException | JOSEException e) {
            throw new IllegalStateException("dancu.signing-key is not RSA in PKCS#8", e);
        }
    }
}
