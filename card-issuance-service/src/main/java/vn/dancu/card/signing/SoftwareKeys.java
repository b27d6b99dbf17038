package vn.dancu.card.signing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/** Keys in a PKCS#12 store, read anew at each use, so that several instances may share it. */
final class SoftwareKeys implements KeyKeeper {
    /** Where the bytes of the store are. */
    interface Place {
        Optional<byte[]> read() throws IOException;

        void write(byte[] store) throws IOException;
    }

    private final Place place;
    private final char[] password;
    private final String curve;

    SoftwareKeys(Place place, String password, String curve) {
        this.place = place;
        this.password = password.toCharArray();
        this.curve = curve;
    }

    @Override
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks the curve of signing keys", e);
        }
    }

    @Override
    public synchronized void keep(String alias, PrivateKey key, X509Certificate certificate) {
        try {
            KeyStore store = opened();
            store.setKeyEntry(alias, key, password, new Certificate[] {certificate});
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            place.write(bytes.toByteArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the key store keeps no key", e);
        }
    }

    @Override
    public synchronized Optional<PrivateKey> find(String alias) {
        try {
            return Optional.ofNullable((PrivateKey) opened().getKey(alias, password));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the key store does not open", e);
        }
    }

    private KeyStore opened() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        Optional<byte[]> bytes = place.read();
        store.load(bytes.map(ByteArrayInputStream::new).orElse(null), password);
        return store;
    }

    @Override
    public String provider() {
        return "SunEC";
    }
}
