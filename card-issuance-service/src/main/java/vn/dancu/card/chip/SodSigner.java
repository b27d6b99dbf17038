package vn.dancu.card.chip;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * Who signs the data groups of a card: a document signer (ICAO 9303-12).
 *
 * @param key stays in its store; of a security module it is only a handle
 * @param provider the name of the registered provider that signs with this key
 */
public record SodSigner(PrivateKey key, X509Certificate certificate, String provider) {
    @Override
    public String toString() {
        return "SodSigner[" + certificate.getSerialNumber().toString(16) + "]";
    }
}
