package vn.dancu.card.chip;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jmrtd.lds.ActiveAuthenticationInfo;
import org.jmrtd.lds.CardAccessFile;
import org.jmrtd.lds.ChipAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationPublicKeyInfo;
import org.jmrtd.lds.PACEInfo;
import org.jmrtd.lds.SecurityInfo;
import org.jmrtd.lds.icao.COMFile;
import org.jmrtd.lds.icao.DG14File;
import org.jmrtd.lds.icao.DG15File;
import org.jmrtd.lds.icao.DG1File;
import org.jmrtd.lds.icao.MRZInfo;

/**
 * Makes the files of a chip after ICAO 9303-10, as Vietnamese cards have them: COM, DG1, DG2, DG3,
 * DG13, DG14, DG15, SOD and EF.CardAccess. Free of state; the reader in {@code reading} shares no
 * code with it.
 */
public final class ChipWriter {
    private static final String LDS_VERSION_IN_COM = "01.08";
    private static final String UNICODE_VERSION = "04.00.00";
    private static final BigInteger CHIP_KEY_ID = BigInteger.ONE;
    private static final int RANDOM_BYTES = 32;

    private final ChipCurve curve;
    private final SecureRandom random;

    /** The same in every chip. */
    private final byte[] cardAccess;

    private final byte[] com;

    public ChipWriter(ChipCurve curve, SecureRandom random) {
        this.curve = curve;
        this.random = random;
        this.cardAccess = new CardAccessFile(List.of(pace())).getEncoded();
        this.com = com();
    }

    /** All files but the signature. */
    public Map<ChipFile, byte[]> files(ChipHolder holder, ChipKeys keys) {
        Map<ChipFile, byte[]> files = new EnumMap<>(ChipFile.class);
        files.put(ChipFile.CARD_ACCESS, cardAccess);
        files.put(ChipFile.COM, com);
        files.put(ChipFile.DG1, mrz(holder.mrz()));
        files.put(ChipFile.DG2, BiometricGroup.face(holder.sex(), holder.portrait()));
        files.put(ChipFile.DG3, fingerprints(holder.fingers()));
        files.put(ChipFile.DG13, NationalDataGroup.encode(holder.national()));
        files.put(ChipFile.DG14, new DG14File(security(keys)).getEncoded());
        files.put(ChipFile.DG15, new DG15File(keys.active().getPublic()).getEncoded());
        return files;
    }

    /** EF.SOD: the signature over the hashes of all data groups that are there. */
    public byte[] sign(Map<ChipFile, byte[]> files, SodSigner signer) {
        return SecurityObjects.sign(files, signer);
    }

    private static byte[] com() {
        int[] tags = ChipFile.dataGroups().stream().mapToInt(ChipFile::tag).toArray();
        return new COMFile(LDS_VERSION_IN_COM, UNICODE_VERSION, tags).getEncoded();
    }

    /** The same characters as printed: JMRTD's parsed form must say nothing else. */
    private static byte[] mrz(Td1 mrz) {
        String text = String.join("", mrz.lines());
        byte[] file = new DG1File(new MRZInfo(text)).getEncoded();
        int start = file.length - text.length();
        String written = new String(file, start, file.length - start, StandardCharsets.US_ASCII);
        if (!written.equals(text)) {
            throw new IllegalStateException("data group 1 would not be what is printed");
        }
        return file;
    }

    private byte[] fingerprints(List<FingerprintImage> fingers) {
        return fingers.isEmpty() ? noFingerprints() : BiometricGroup.fingers(fingers);
    }

    /**
     * ICAO 9303-10 section 4.7.3.1: without an instance the group holds random bytes, so that its
     * hash does not tell everybody who has no fingerprints.
     */
    private byte[] noFingerprints() {
        byte[] noise = new byte[RANDOM_BYTES];
        random.nextBytes(noise);
        byte[] none = Tlv.of(0x7F61, Tlv.of(0x02, new byte[1]));
        byte[] hidden = Tlv.of(0x53, noise);
        byte[] content = new byte[none.length + hidden.length];
        System.arraycopy(none, 0, content, 0, none.length);
        System.arraycopy(hidden, 0, content, none.length, hidden.length);
        return Tlv.of(ChipFile.DG3.tag(), content);
    }

    private PACEInfo pace() {
        return new PACEInfo(
                SecurityInfo.ID_PACE_ECDH_GM_AES_CBC_CMAC_128, 2, curve.paceParameterId());
    }

    private List<SecurityInfo> security(ChipKeys keys) {
        return List.of(
                pace(),
                new ChipAuthenticationPublicKeyInfo(keys.chip().getPublic(), CHIP_KEY_ID),
                new ChipAuthenticationInfo(
                        SecurityInfo.ID_CA_ECDH_AES_CBC_CMAC_128, 1, CHIP_KEY_ID),
                // ICAO 9303-11 section 6.1: needed where the key of DG15 is one of ECDSA.
                new ActiveAuthenticationInfo(
                        curve.isLarge()
                                ? ActiveAuthenticationInfo.ECDSA_PLAIN_SHA384_OID
                                : ActiveAuthenticationInfo.ECDSA_PLAIN_SHA256_OID));
    }
}
