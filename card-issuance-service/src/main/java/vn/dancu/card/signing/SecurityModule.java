package vn.dancu.card.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/**
 * Keys in a PKCS#11 module, through the JDK's SunPKCS11. Private keys are made there, marked
 * sensitive and not extractable, and never leave it.
 */
final class SecurityModule implements KeyKeeper {
    private final Provider provider;
    private final KeyStore store;
    private final String curve;

    /**
     * @throws IllegalStateException if the module or the token does not open
     */
    SecurityModule(Path library, int slot, String pin, String curve) {
        this.curve = curve;
        try {
            this.provider = configured(library, slot);
            Security.addProvider(provider);
            this.store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the security module does not open", e);
        }
    }

    private static Provider configured(Path library, int slot) {
        String configuration =
                """
                --name = dancu%d
                library = %s
                slotListIndex = %d
                attributes(generate, CKO_PRIVATE_KEY, *) = {
                  CKA_TOKEN = false
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_SIGN = true
                }
                """
                        .formatted(slot, library, slot);
        return Security.getProvider("SunPKCS11").configure(configuration);
    }

    @Override
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the security module makes no key", e);
        }
    }

    /** Copies the session's key into the token, within the module. */
    @Override
    public synchronized void keep(String alias, PrivateKey key, X509Certificate certificate) {
        try {
            store.setKeyEntry(alias, key, null, new Certificate[] {certificate});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the security module keeps no key", e);
        }
    }

    @Override
    public synchronized Optional<PrivateKey> find(String alias) {
        try {
            return Optional.ofNullable((PrivateKey) store.getKey(alias, null));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the security module gives no key", e);
        }
    }

    @Override
    public String provider() {
        return provider.getName();
    }
}
