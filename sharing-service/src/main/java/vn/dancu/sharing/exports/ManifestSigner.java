package vn.dancu.sharing.exports;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Signs manifests as this service: compact JWS, ES256, with the key whose public half other parts
 * know as {@code sharing-service.pem}. The type in the header keeps a manifest from being taken for
 * anything else that the key signs.
 */
@Component
class ManifestSigner {
    private static final JOSEObjectType TYPE = new JOSEObjectType("dancu-export-manifest+json");

    private final @Nullable String pem;

    ManifestSigner(@Value("${dancu.caller.private-key:#{null}}") @Nullable String pem) {
        this.pem = pem;
    }

    String sign(String manifest) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("sharing-service")
                        .type(TYPE)
                        .build();
        var signed = new JWSObject(header, new Payload(manifest));
        try {
            signed.sign(new ECDSASigner(key()));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException("a manifest could not be signed", e);
        }
        return signed.serialize();
    }

    private ECPrivateKey key() throws GeneralSecurityException {
        if (pem == null) {
            throw new IllegalStateException("dancu.caller.private-key is not set");
        }
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", ""));
        return (ECPrivateKey)
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
