package vn.dancu.card.chip;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jmrtd.lds.icao.COMFile;

/**
 * Makes the files of a chip after ICAO 9303-10, as Vietnamese cards have them: COM, DG1, DG2, DG3,
 * DG13, DG14, DG15, SOD and EF.CardAccess. Safe for use by many threads; the reader in {@code
 * reading} shares no code with it.
 */
public final class ChipWriter {
    private static final String LDS_VERSION_IN_COM = "01.08";
    private static final String UNICODE_VERSION = "04.00.00";
    private static final int MRZ = 0x5F1F;
    private static final int RANDOM_BYTES = 32;

    private final SecureRandom random;
    private final ChipProtocols protocols;

    /** The same in every chip. */
    private final byte[] cardAccess;

    private final byte[] com;
    private final SecurityObjects securityObjects = new SecurityObjects();

    public ChipWriter(ChipCurve curve, SecureRandom random) {
        this.random = random;
        this.protocols = new ChipProtocols(curve);
        this.cardAccess = protocols.cardAccess();
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
        files.put(ChipFile.DG14, protocols.of(keys.chip().getPublic()));
        files.put(
                ChipFile.DG15, Tlv.of(ChipFile.DG15.tag(), keys.active().getPublic().getEncoded()));
        return files;
    }

    /** EF.SOD: the signature over the hashes of all data groups that are there. */
    public byte[] sign(Map<ChipFile, byte[]> files, SodSigner signer) {
        return securityObjects.sign(files, signer);
    }

    private static byte[] com() {
        int[] tags = ChipFile.dataGroups().stream().mapToInt(ChipFile::tag).toArray();
        return new COMFile(LDS_VERSION_IN_COM, UNICODE_VERSION, tags).getEncoded();
    }

    private static byte[] mrz(Td1 mrz) {
        byte[] text = String.join("", mrz.lines()).getBytes(StandardCharsets.US_ASCII);
        return Tlv.of(ChipFile.DG1.tag(), Tlv.of(MRZ, text));
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
}
