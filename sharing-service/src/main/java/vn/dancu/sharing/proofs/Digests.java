package vn.dancu.sharing.proofs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Digests of what was asked and answered (HMAC-SHA256): who has the request or the answer and the
 * key can prove that it was this one; who has the database alone learns nothing from it. A plain
 * hash would not do, since numbers and dates of birth can be tried through.
 */
@Component
public class Digests {
    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 8;

    private final SecretKeySpec key;
    private final String keyId;

    Digests(DigestSettings settings) {
        byte[] bytes = key(settings);
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
        this.keyId = id(bytes);
    }

    /** Of one attempt: each 32 bytes in hexadecimal. */
    public record Pair(String request, String answer, String keyId) {}

    public Pair of(String request, String answer) {
        return new Pair(mac("request", request), ofAnswer(answer), keyId);
    }

    public String ofAnswer(String canonical) {
        return mac("answer", canonical);
    }

    /** The first word keeps a request from ever having the digest of an answer. */
    private String mac(String what, String canonical) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(("dancu-" + what + "-1\n").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of()
                    .formatHex(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static byte[] key(DigestSettings settings) {
        String text = settings.digestKey();
        if (text == null) {
            throw new IllegalStateException(
                    "the secret dancu.sharing.digest-key is missing: it has no default");
        }
        try {
            byte[] bytes = HexFormat.of().parseHex(text.strip());
            if (bytes.length == KEY_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the secret.
        }
        throw new IllegalStateException(
                "dancu.sharing.digest-key is not 32 bytes as 64 hexadecimal digits");
    }

    /** Names the key in records, so that it is known after a change which one to take. */
    private static String id(byte[] key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("dancu.sharing.digest-key-id:".getBytes(StandardCharsets.US_ASCII));
            byte[] digest = sha256.digest(key);
            return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
