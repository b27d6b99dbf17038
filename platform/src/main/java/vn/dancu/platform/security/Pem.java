package vn.dancu.platform.security;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the elliptic-curve keys of services from PEM. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private Pem() {}

    static ECPrivateKey ecPrivateKey(String pem) {
        try {
            return (ECPrivateKey)
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(der(pem, "PRIVATE KEY")));
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalStateException("not a PKCS#8 elliptic-curve private key", e);
        }
    }

    /** One block after the other; at least one. */
    static List<ECPublicKey> ecPublicKeys(String pem) {
        List<ECPublicKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            keys.add(ecPublicKey(der(block, "PUBLIC KEY")));
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("no PEM block PUBLIC KEY");
        }
        return List.copyOf(keys);
    }

    private static ECPublicKey ecPublicKey(byte[] der) {
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalStateException("not an elliptic-curve public key", e);
        }
    }

    private static byte[] der(String pem, String label) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalStateException("no PEM block " + label);
        }
        return der(block, label);
    }

    private static byte[] der(Matcher block, String label) {
        if (!block.group(1).equals(label)) {
            throw new IllegalStateException("no PEM block " + label);
        }
        return Base64.getMimeDecoder().decode(block.group(2));
    }
}
