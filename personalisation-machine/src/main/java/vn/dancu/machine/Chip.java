package vn.dancu.machine;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands for one chip: takes files and private keys in, answers challenges with the keys, never
 * gives them out. What a real chip enforces by extended access control (fingerprints for entitled
 * terminals alone) stands in its image as a seal under the key agreed with the terminal.
 */
final class Chip {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SMALL_CURVE_BITS = 256;

    private final String serial;
    private final JsonNode card;
    private final PrivateKey active;
    private final PrivateKey chip;
    private final SecureRandom random;

    /**
     * @param card the opened line of the job
     */
    Chip(String serial, JsonNode card, SecureRandom random) {
        this.serial = serial;
        this.card = card;
        this.random = random;
        this.active = privateKey(JobFile.bytes(card, "activeKey"));
        this.chip = privateKey(JobFile.bytes(card, "chipKey"));
    }

    /** What a terminal with the right to all of it reads from the chip. */
    byte[] image(byte[] terminalKey, JsonMapper json) {
        try {
            byte[] challenge = JobFile.bytes(card, "challenge");
            byte[] secret = agreed(terminalKey);
            ObjectNode image = json.createObjectNode();
            image.put("format", "dancu-chip-image/1");
            image.put("chipSerial", serial);
            image.set("files", card.path("files"));
            ObjectNode sealed = image.putObject("sealed");
            for (Map.Entry<String, JsonNode> file : card.path("protectedFiles").properties()) {
                byte[] content = file.getValue().binaryValue();
                sealed.put(file.getKey(), text(seal(derived(secret, 1), content)));
            }
            image.put("activeAuthentication", text(sign(challenge)));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(derived(secret, 2), "HmacSHA256"));
            image.put("chipAuthentication", text(mac.doFinal(challenge)));
            return json.writeValueAsBytes(image);
        } catch (GeneralSecurityException e) {
            throw new MachineException("the chip takes no such keys", e);
        }
    }

    /** Active authentication: a plain ECDSA signature, r and s, over the challenge. */
    private byte[] sign(byte[] challenge) throws GeneralSecurityException {
        boolean jdk = !isBouncyCastle(active);
        int bits = ((ECKey) active).getParams().getOrder().bitLength();
        String digest = bits <= SMALL_CURVE_BITS ? "SHA256" : "SHA384";
        Signature signature =
                jdk
                        ? Signature.getInstance(digest + "withECDSAinP1363Format")
                        : Signature.getInstance(digest + "withPLAIN-ECDSA", BOUNCY_CASTLE);
        signature.initSign(active, random);
        signature.update(challenge);
        return signature.sign();
    }

    private byte[] agreed(byte[] terminalKey) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(terminalKey);
        boolean jdk = !isBouncyCastle(chip);
        PublicKey terminal =
                jdk
                        ? KeyFactory.getInstance("EC").generatePublic(spec)
                        : KeyFactory.getInstance("EC", BOUNCY_CASTLE).generatePublic(spec);
        KeyAgreement agreement =
                jdk
                        ? KeyAgreement.getInstance("ECDH")
                        : KeyAgreement.getInstance("ECDH", BOUNCY_CASTLE);
        agreement.init(chip);
        agreement.doPhase(terminal, true);
        return agreement.generateSecret();
    }

    private byte[] seal(byte[] key, byte[] content) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(serial.getBytes(StandardCharsets.US_ASCII));
        byte[] encrypted = cipher.doFinal(content);
        byte[] sealed = java.util.Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
        System.arraycopy(encrypted, 0, sealed, NONCE_BYTES, encrypted.length);
        return sealed;
    }

    private static byte[] derived(byte[] secret, int counter) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(secret);
        return digest.digest(new byte[] {0, 0, 0, (byte) counter});
    }

    private static PrivateKey privateKey(byte[] pkcs8) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        try {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(spec);
            return isOfNist(key)
                    ? key
                    : KeyFactory.getInstance("EC", BOUNCY_CASTLE).generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            throw new MachineException("the chip takes no such key", e);
        }
    }

    /** The JDK reads keys on other curves, but does not work with them: a is p - 3 for NIST's. */
    private static boolean isOfNist(PrivateKey key) {
        EllipticCurve curve = ((ECKey) key).getParams().getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        return curve.getA().equals(p.subtract(BigInteger.valueOf(3)));
    }

    private static boolean isBouncyCastle(PrivateKey key) {
        return key.getClass().getName().startsWith("org.bouncycastle");
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "Chip[" + serial + "]";
    }
}
