package vn.dancu.card.chip;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;
import org.jmrtd.lds.ActiveAuthenticationInfo;
import org.jmrtd.lds.CardAccessFile;
import org.jmrtd.lds.ChipAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationPublicKeyInfo;
import org.jmrtd.lds.PACEInfo;
import org.jmrtd.lds.SecurityInfo;
import org.jmrtd.lds.icao.DG14File;

/**
 * How chips on one curve prove themselves: EF.CardAccess and data group 14 (ICAO 9303-11 sections
 * 4.2 and 9.2). JMRTD writes them once; for each card its public point is put in place, which is as
 * long on all of them. The same bytes as JMRTD writes for each card, which a test says.
 */
final class ChipProtocols {
    private static final BigInteger CHIP_KEY_ID = BigInteger.ONE;

    private final byte[] cardAccess;

    /** Data group 14 of a chip that nobody has. */
    private final byte[] group;

    private final int pointAt;
    private final int pointBytes;

    ChipProtocols(ChipCurve curve) {
        PACEInfo pace =
                new PACEInfo(
                        SecurityInfo.ID_PACE_ECDH_GM_AES_CBC_CMAC_128, 2, curve.paceParameterId());
        this.cardAccess = new CardAccessFile(List.of(pace)).getEncoded();
        PublicKey nobody = new ChipKeys.Source(curve, new SecureRandom()).pair().getPublic();
        this.group = group(pace, nobody, curve);
        int fieldBits = ((ECPublicKey) nobody).getParams().getCurve().getField().getFieldSize();
        this.pointBytes = 1 + 2 * ((fieldBits + 7) / 8);
        this.pointAt = indexOf(group, point(nobody));
    }

    private static byte[] group(PACEInfo pace, PublicKey chip, ChipCurve curve) {
        List<SecurityInfo> infos =
                List.of(
                        pace,
                        new ChipAuthenticationPublicKeyInfo(chip, CHIP_KEY_ID),
                        new ChipAuthenticationInfo(
                                SecurityInfo.ID_CA_ECDH_AES_CBC_CMAC_128, 1, CHIP_KEY_ID),
                        // ICAO 9303-11 section 6.1: needed where the key of DG15 is one of ECDSA.
                        new ActiveAuthenticationInfo(
                                curve.isLarge()
                                        ? ActiveAuthenticationInfo.ECDSA_PLAIN_SHA384_OID
                                        : ActiveAuthenticationInfo.ECDSA_PLAIN_SHA256_OID));
        return new DG14File(infos).getEncoded();
    }

    /** The point, not compressed, is what ends a SubjectPublicKeyInfo. */
    private byte[] point(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - pointBytes, encoded.length);
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; at <= whole.length - part.length; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new IllegalStateException("data group 14 has no key of the chip");
    }

    byte[] cardAccess() {
        return cardAccess;
    }

    /** Data group 14 of the card with this key for key agreement. */
    byte[] of(PublicKey chip) {
        byte[] own = group.clone();
        System.arraycopy(point(chip), 0, own, pointAt, pointBytes);
        return own;
    }
}
