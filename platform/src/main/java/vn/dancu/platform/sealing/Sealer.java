package vn.dancu.platform.sealing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals values under the key of one record, and these keys under the secret of the installation:
 * where the wrapped key is destroyed, nobody opens the values any more. What is sealed names what
 * it belongs to, so that it cannot be moved to another record.
 */
public final class Sealer {
    private static final int KEY_BYTES = 32;
    private static final int NAME_BYTES = 8;

    private final AesGcm cipher = new AesGcm();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> wrapping = new LinkedHashMap<>();
    private final String current;

    public Sealer(SealingSecrets secrets) {
        secrets.keys().forEach(key -> wrapping.put(name(secrets.prefix(), key), aes(key)));
        current = name(secrets.prefix(), secrets.keys().getFirst());
    }

    /** A name that tells keys apart and nothing of them. */
    private static String name(String prefix, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((prefix + ".sealing-key-id:").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, NAME_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static SecretKey aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    /**
     * The key of a record as it is stored.
     *
     * @param by the name of the secret that it is wrapped under
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Wrapped(byte[] key, String by) {}

    /** A new key for a record. */
    public SecretKey newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return aes(key);
    }

    public Wrapped wrap(SecretKey key, String owner) {
        return new Wrapped(seal(key.getEncoded(), secret(current), owner), current);
    }

    /**
     * @throws IllegalStateException if the secret it was wrapped under is not here, or it was
     *     altered
     */
    public SecretKey unwrap(Wrapped wrapped, String owner) {
        return aes(open(wrapped.key(), secret(wrapped.by()), owner));
    }

    private SecretKey secret(String name) {
        SecretKey key = wrapping.get(name);
        if (key == null) {
            throw new IllegalStateException("no sealing key named " + name + " is configured");
        }
        return key;
    }

    public byte[] seal(byte[] plain, SecretKey key, String owner) {
        return cipher.seal(plain, key, owner);
    }

    /**
     * @throws IllegalStateException if it was altered, is another owner's or under another key
     */
    public byte[] open(byte[] sealed, SecretKey key, String owner) {
        return cipher.open(sealed, key, owner)
                .orElseThrow(() -> new IllegalStateException("what is sealed cannot be opened"));
    }
}
