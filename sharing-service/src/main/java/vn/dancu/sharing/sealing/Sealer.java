package vn.dancu.sharing.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Seals with AES-256-GCM: {@code key id (8) | nonce (12) | ciphertext and tag}. Each use has a key
 * of its own, derived from the one secret, and what is sealed is bound to its owner: moved to
 * another row it does not open.
 */
@Component
public class Sealer {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int ID_BYTES = 8;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** What sealed values are for; one never opens as another. */
    public enum Use {
        /** Secrets that agencies share with this service. */
        CREDENTIAL,
        /** Proofs of a verification, which agencies carry and cannot read. */
        PROOF,
        /** Whom an export is about, while it runs. */
        SELECTION
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<String, byte[]> keys = new LinkedHashMap<>();
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
        String id = HexFormat.of().formatHex(derived(key, "dancu.sharing.key-id"), 0, ID_BYTES);
        keys.put(id, key);
        return id;
    }

    /**
     * @param owner what the value belongs to; needed again to open it
     */
    public byte[] seal(Use use, String owner, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key(current, use), nonce, owner);
            return ByteBuffer.allocate(ID_BYTES + NONCE_BYTES + cipher.getOutputSize(plain.length))
                    .put(HexFormat.of().parseHex(current))
                    .put(nonce)
                    .put(cipher.doFinal(plain))
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was sealed; empty if it was altered, is another's, or its key is not here. */
    public Optional<byte[]> open(Use use, String owner, byte[] sealed) {
        int head = ID_BYTES + NONCE_BYTES;
        if (sealed.length <= head) {
            return Optional.empty();
        }
        String id = HexFormat.of().formatHex(sealed, 0, ID_BYTES);
        if (!keys.containsKey(id)) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOfRange(sealed, ID_BYTES, head);
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, key(id, use), nonce, owner)
                            .doFinal(sealed, head, sealed.length - head));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private SecretKey key(String id, Use use) {
        byte[] key = keys.getOrDefault(id, new byte[0]);
        return new SecretKeySpec(derived(key, "dancu.sharing." + use.name()), "AES");
    }

    private static byte[] derived(byte[] key, String label) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(label.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
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
