package vn.dancu.card.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;
import vn.dancu.card.model.Octets;

/**
 * Seals with AES-256-GCM: values under the key of one record, and these keys under the secret of
 * the installation. What is sealed names what it belongs to, so that it cannot be moved to another
 * record.
 */
@Component
public class Sealer {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SecretKey> wrapping = new LinkedHashMap<>();
    private final String current;

    Sealer(SealingSettings settings) {
        current = add(settings.key());
        settings.earlierSealingKeys().forEach(this::add);
    }

    private String add(String hex) {
        if (!hex.strip().matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(
                    "a sealing key is 32 bytes as 64 hexadecimal digits");
        }
        byte[] key = HexFormat.of().parseHex(hex.strip());
        String name = name(key);
        wrapping.put(name, aes(key));
        return name;
    }

    /** A name that tells keys apart and nothing of them. */
    private static String name(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("dancu.card.sealing-key-id:".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(key), 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecretKey aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    /**
     * @param by the name of the key that it is wrapped under
     */
    public record Wrapped(Octets key, String by) {}

    /** A new data key. */
    public SecretKey newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return aes(key);
    }

    public Wrapped wrap(SecretKey key, String owner) {
        return new Wrapped(Octets.of(seal(key.getEncoded(), secret(current), owner)), current);
    }

    /**
     * @throws IllegalStateException if the key it was wrapped under is not here, or it was altered
     */
    public SecretKey unwrap(Wrapped wrapped, String owner) {
        return aes(open(wrapped.key().bytes(), secret(wrapped.by()), owner));
    }

    private SecretKey secret(String name) {
        SecretKey key = wrapping.get(name);
        if (key == null) {
            throw new IllegalStateException("no sealing key named " + name + " is configured");
        }
        return key;
    }

    public byte[] seal(byte[] plain, SecretKey key, String owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, owner);
            return ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plain.length))
                    .put(nonce)
                    .put(cipher.doFinal(plain))
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] open(byte[] sealed, SecretKey key, String owner) {
        byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, owner)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what is sealed cannot be opened", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String owner)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
