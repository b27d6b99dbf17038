package vn.dancu.card.reading;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Keys and signatures on the curves that the JDK has, and by Bouncy Castle on the others. */
final class EllipticCurves {
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private EllipticCurves() {}

    static ECPublicKey publicKey(byte[] subjectPublicKeyInfo) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(subjectPublicKeyInfo);
        try {
            ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
            if (isOfNist(key)) {
                return key;
            }
        } catch (InvalidKeySpecException otherCurve) {
            // Read below.
        }
        return (ECPublicKey) KeyFactory.getInstance("EC", BOUNCY_CASTLE).generatePublic(spec);
    }

    /** The JDK reads keys on other curves, but does not work with them: a is p - 3 for NIST's. */
    private static boolean isOfNist(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger p = ((ECFieldFp) curve.getField()).getP();
        return curve.getA().equals(p.subtract(BigInteger.valueOf(3)));
    }

    /**
     * @param digestOid such as 2.16.840.1.101.3.4.2.1 for SHA-256
     */
    static Signature verifier(PublicKey key, String digestOid) throws GeneralSecurityException {
        return initialised(key, nameOf(digestOid) + "withECDSA");
    }

    /** ICAO 9303-11 section 6.1: an active authentication signature is plain, r and s. */
    static Signature plainVerifier(ECPublicKey key) throws GeneralSecurityException {
        boolean small = key.getParams().getOrder().bitLength() <= 256;
        // Bouncy Castle calls the format of TR-03111 plain; the JDK P1363.
        return isOfJdk(key)
                ? initialised(key, (small ? "SHA256" : "SHA384") + "withECDSAinP1363Format")
                : initialised(key, (small ? "SHA256" : "SHA384") + "withPLAIN-ECDSA");
    }

    static KeyAgreement agreement(PublicKey with) throws GeneralSecurityException {
        return isOfJdk(with)
                ? KeyAgreement.getInstance("ECDH")
                : KeyAgreement.getInstance("ECDH", BOUNCY_CASTLE);
    }

    private static boolean isOfJdk(PublicKey key) {
        return !key.getClass().getName().startsWith("org.bouncycastle");
    }

    private static Signature initialised(PublicKey key, String algorithm)
            throws GeneralSecurityException {
        Signature signature =
                isOfJdk(key)
                        ? Signature.getInstance(algorithm)
                        : Signature.getInstance(algorithm, BOUNCY_CASTLE);
        signature.initVerify(key);
        return signature;
    }

    private static String nameOf(String oid) throws NoSuchAlgorithmException {
        return switch (oid) {
            case "2.16.840.1.101.3.4.2.1" -> "SHA256";
            case "2.16.840.1.101.3.4.2.2" -> "SHA384";
            case "2.16.840.1.101.3.4.2.3" -> "SHA512";
            default -> throw new NoSuchAlgorithmException("no digest for new documents");
        };
    }
}
