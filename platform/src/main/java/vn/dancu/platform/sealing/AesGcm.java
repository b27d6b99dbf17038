package vn.dancu.platform.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM, as {@code nonce (12) | ciphertext and tag}. What is sealed is bound to its owner:
 * moved to another one it does not open.
 */
public final class AesGcm {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();

    /**
     * @param owner what the value belongs to; needed again to open it
     */
    public byte[] seal(byte[] plain, SecretKey key, String owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var parameters = new GCMParameterSpec(TAG_BITS, nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, parameters, owner);
            return ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(plain.length))
                    .put(nonce)
                    .put(cipher.doFinal(plain))
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was sealed; empty if it was altered, is another's, or is under another key. */
    public Optional<byte[]> open(byte[] sealed, SecretKey key, String owner) {
        int length = sealed.length - NONCE_BYTES;
        if (length < 0) {
            return Optional.empty();
        }
        var parameters = new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, parameters, owner);
            return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, length));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKey key, GCMParameterSpec parameters, String owner)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, parameters);
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
