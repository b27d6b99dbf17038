package vn.dancu.card.statuslist;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Signs lists: ECDSA on P-256 with SHA-256, as r and s of 32 bytes each. */
@Component
class StatusListSigner {
    private static final int KEY_ID_BYTES = 8;

    private final PrivateKey key;
    private final PublicKey verifying;
    private final byte[] keyId;

    StatusListSigner(StatusListSettings settings) throws GeneralSecurityException {
        KeyFactory ec = KeyFactory.getInstance("EC");
        key = ec.generatePrivate(new PKCS8EncodedKeySpec(der(settings.pem())));
        verifying = publicKey(ec, (ECPrivateKey) key);
        keyId = Arrays.copyOf(SerialSet.sha256().digest(verifying.getEncoded()), KEY_ID_BYTES);
    }

    private static byte[] der(String pem) {
        String base64 =
                pem.lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("-----"))
                        .collect(Collectors.joining());
        return Base64.getDecoder().decode(base64);
    }

    /** The point that belongs to the secret. */
    private static PublicKey publicKey(KeyFactory ec, ECPrivateKey secret)
            throws GeneralSecurityException {
        var curve = org.bouncycastle.jce.ECNamedCurveTable.getParameterSpec("secp256r1");
        if (!secret.getParams().getOrder().equals(curve.getN())) {
            throw new IllegalArgumentException("lists are signed with a key on P-256");
        }
        var point = curve.getG().multiply(secret.getS()).normalize();
        return ec.generatePublic(
                new ECPublicKeySpec(
                        new java.security.spec.ECPoint(
                                point.getAffineXCoord().toBigInteger(),
                                point.getAffineYCoord().toBigInteger()),
                        secret.getParams()));
    }

    /** The content, the id of the key, and the signature over both. */
    byte[] signed(byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(content.length + KEY_ID_BYTES + 64);
        out.put(content).put(keyId);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key);
            signature.update(out.array(), 0, out.position());
            return out.put(signature.sign()).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key that readers verify with, PEM. */
    String publicPem() {
        String base64 =
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(verifying.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }
}
