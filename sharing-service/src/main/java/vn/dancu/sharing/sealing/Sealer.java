package vn.dancu.sharing.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import vn.dancu.platform.sealing.AesGcm;
import vn.dancu.platform.sealing.SealingSecrets;

/**
 * Seals with AES-256-GCM: {@code key id (8) | nonce (12) | ciphertext and tag}. Each use has a key
 * of its own, derived from the one secret, and what is sealed is bound to its owner: moved to
 * another row it does not open.
 */
@Component
public class Sealer {
    private static final int ID_BYTES = 8;

    /** What sealed values are for; one never opens as another. */
    public enum Use {
        /** Secrets that agencies share with this service. */
        CREDENTIAL,
        /** Proofs of a verification, which agencies carry and cannot read. */
        PROOF,
        /** Whom an export is about, while it runs. */
        SELECTION
    }

    private final AesGcm cipher = new AesGcm();
    private final Map<String, byte[]> secrets = new LinkedHashMap<>();
    private final String current;

    Sealer(Environment environment) {
        List<byte[]> keys = SealingSecrets.of(environment, "dancu.sharing").keys();
        keys.forEach(key -> secrets.put(id(key), key));
        current = id(keys.getFirst());
    }

    private static String id(byte[] secret) {
        return HexFormat.of().formatHex(derived(secret, "dancu.sharing.key-id"), 0, ID_BYTES);
    }

    /**
     * @param owner what the value belongs to; needed again to open it
     */
    public byte[] seal(Use use, String owner, byte[] plain) {
        byte[] sealed = cipher.seal(plain, key(current, use), owner);
        return ByteBuffer.allocate(ID_BYTES + sealed.length)
                .put(HexFormat.of().parseHex(current))
                .put(sealed)
                .array();
    }

    /** What was sealed; empty if it was altered, is another's, or its secret is not here. */
    public Optional<byte[]> open(Use use, String owner, byte[] sealed) {
        if (sealed.length <= ID_BYTES) {
            return Optional.empty();
        }
        String id = HexFormat.of().formatHex(sealed, 0, ID_BYTES);
        if (!secrets.containsKey(id)) {
            return Optional.empty();
        }
        byte[] rest = Arrays.copyOfRange(sealed, ID_BYTES, sealed.length);
        return cipher.open(rest, key(id, use), owner);
    }

    private SecretKey key(String id, Use use) {
        byte[] secret = secrets.getOrDefault(id, new byte[0]);
        return new SecretKeySpec(derived(secret, "dancu.sharing." + use.name()), "AES");
    }

    private static byte[] derived(byte[] secret, String label) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(label.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
