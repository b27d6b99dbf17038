package vn.dancu.card.chip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jmrtd.lds.ActiveAuthenticationInfo;
import org.jmrtd.lds.CardAccessFile;
import org.jmrtd.lds.ChipAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationPublicKeyInfo;
import org.jmrtd.lds.PACEInfo;
import org.jmrtd.lds.SecurityInfo;
import org.jmrtd.lds.icao.DG14File;

/**
 * How chips on one curve prove themselves: EF.CardAccess and data group 14 (ICAO 9303-11 sections
 * 4.2 and 9.2). JMRTD writes them once; of another card only its public point is put in place. The
 * same bytes as JMRTD writes for each card, which a test says.
 */
final class ChipProtocols {
    private static final BigInteger CHIP_KEY_ID = BigInteger.ONE;
    private static final ASN1ObjectIdentifier KEY_OF_CHIP =
            new ASN1ObjectIdentifier(SecurityInfo.ID_PK_ECDH);

    private final byte[] cardAccess;

    /** What data group 14 says in every chip. */
    private final List<ASN1Encodable> same = new ArrayList<>();

    /** The curve of the chip's key, as JMRTD writes it. */
    private final AlgorithmIdentifier curve;

    ChipProtocols(ChipCurve curve) {
        PACEInfo pace =
                new PACEInfo(
                        SecurityInfo.ID_PACE_ECDH_GM_AES_CBC_CMAC_128, 2, curve.paceParameterId());
        this.cardAccess = new CardAccessFile(List.of(pace)).getEncoded();
        PublicKey any = new ChipKeys.Source(curve, new SecureRandom()).pair().getPublic();
        ASN1Sequence keyOfAny = null;
        for (ASN1Encodable info : infos(pace, any, curve)) {
            ASN1Sequence parts = ASN1Sequence.getInstance(info);
            if (parts.getObjectAt(0).equals(KEY_OF_CHIP)) {
                keyOfAny = parts;
            } else {
                same.add(parts);
            }
        }
        if (keyOfAny == null) {
            throw new IllegalStateException("data group 14 has no key of the chip");
        }
        this.curve = SubjectPublicKeyInfo.getInstance(keyOfAny.getObjectAt(1)).getAlgorithm();
    }

    private static ASN1Set infos(PACEInfo pace, PublicKey chip, ChipCurve curve) {
        byte[] group =
                new DG14File(
                                List.of(
                                        pace,
                                        new ChipAuthenticationPublicKeyInfo(chip, CHIP_KEY_ID),
                                        new ChipAuthenticationInfo(
                                                SecurityInfo.ID_CA_ECDH_AES_CBC_CMAC_128,
                                                1,
                                                CHIP_KEY_ID),
                                        // ICAO 9303-11 section 6.1: needed where the key of DG15
                                        // is one of ECDSA.
                                        new ActiveAuthenticationInfo(
                                                curve.isLarge()
                                                        ? ActiveAuthenticationInfo
                                                                .ECDSA_PLAIN_SHA384_OID
                                                        : ActiveAuthenticationInfo
                                                                .ECDSA_PLAIN_SHA256_OID)))
                        .getEncoded();
        return (ASN1Set) ASN1TaggedObject.getInstance(group).getBaseUniversal(true, BERTags.SET);
    }

    byte[] cardAccess() {
        return cardAccess;
    }

    /** Data group 14 of the card with this key for key agreement. */
    byte[] of(PublicKey chip) {
        SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(chip.getEncoded());
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(KEY_OF_CHIP);
        parts.add(new SubjectPublicKeyInfo(curve, key.getPublicKeyData().getOctets()));
        parts.add(new ASN1Integer(CHIP_KEY_ID));
        ASN1EncodableVector infos = new ASN1EncodableVector();
        infos.add(new DERSequence(parts));
        same.forEach(infos::add);
        try {
            return Tlv.of(ChipFile.DG14.tag(), new DERSet(infos).getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
