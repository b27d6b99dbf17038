package vn.dancu.card.reading;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that terminal and chip agree on (ECDH, then SHA-256 over the secret and a counter, as in
 * ICAO 9303-11 section 9.7.1). Only a chip with the private key to its DG14 comes to the same.
 */
record AgreedKeys(SecretKeySpec sealing, SecretKeySpec proving) {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    static AgreedKeys of(PrivateKey terminal, ECPublicKey chip) throws GeneralSecurityException {
        KeyAgreement agreement = EllipticCurves.agreement(chip);
        agreement.init(terminal);
        agreement.doPhase(chip, true);
        byte[] secret = agreement.generateSecret();
        return new AgreedKeys(
                new SecretKeySpec(derived(secret, 1), "AES"),
                new SecretKeySpec(derived(secret, 2), "HmacSHA256"));
    }

    private static byte[] derived(byte[] secret, int counter) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(secret);
        return digest.digest(new byte[] {0, 0, 0, (byte) counter});
    }

    boolean proves(byte[] challenge, byte[] answer) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(proving);
        return MessageDigest.isEqual(mac.doFinal(challenge), answer);
    }

    byte[] open(byte[] sealed, String chipSerial) throws GeneralSecurityException {
        if (sealed.length <= NONCE_BYTES) {
            throw new GeneralSecurityException("nothing sealed");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
        cipher.init(Cipher.DECRYPT_MODE, sealing, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(chipSerial.getBytes(StandardCharsets.US_ASCII));
        return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    @Override
    public String toString() {
        return "AgreedKeys[hidden]";
    }
}
