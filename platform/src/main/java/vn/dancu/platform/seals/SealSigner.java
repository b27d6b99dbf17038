package vn.dancu.platform.seals;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;

/** Signs the hashes of seals as this service: ECDSA on P-256 with SHA-256, 64 bytes (r and s). */
final class SealSigner {
    private final String keyId;
    private final ECPrivateKey key;

    SealSigner(String keyId, ECPrivateKey key) {
        this.keyId = keyId;
        this.key = key;
    }

    String keyId() {
        return keyId;
    }

    byte[] sign(byte[] hash) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(hash);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a seal could not be signed", e);
        }
    }
}
