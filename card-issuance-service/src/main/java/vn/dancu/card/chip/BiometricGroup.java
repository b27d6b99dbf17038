package vn.dancu.card.chip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import vn.dancu.kernel.Sex;

/**
 * Writes data groups 2 and 3: biometric templates of ICAO 9303-10 (7F61, 7F60) around records of
 * ISO/IEC 19794-5 and 19794-4. The same bytes as JMRTD writes, which a test says; but each picture
 * is copied once, and not once for each level it lies in.
 */
final class BiometricGroup {
    private static final int TEMPLATES = 0x7F61;
    private static final int TEMPLATE = 0x7F60;
    private static final int DATA = 0x5F2E;
    private static final int COUNT_BYTES = 3;

    /** A1 with type, subtype, format owner and format type. */
    private static final int BIOMETRIC_HEADER_BYTES = 16;

    private static final int FACIAL_FEATURES = 0x02;
    private static final int FACE_FORMAT = 0x08;
    private static final int FINGERPRINT = 0x08;
    private static final int FINGER_FORMAT = 0x07;

    private static final int FACE_RECORD_BYTES = 46;
    private static final int FULL_FRONTAL = 1;
    private static final int DIGITAL_CAMERA = 2;

    private static final int FINGER_RECORD_BYTES = 46;
    private static final int FINGER_RECORD_HEADER = 32;
    private static final int PIXELS_PER_INCH = 1;
    private static final int GREY_BITS = 8;

    /** ISO/IEC 19794-4: acquired at 500 dpi with 256 grey levels. */
    private static final int ACQUISITION_LEVEL = 31;

    private BiometricGroup() {}

    private interface RecordWriter<T> {
        void write(ByteBuffer out, T one);
    }

    static byte[] face(Sex sex, ChipHolder.Portrait portrait) {
        return group(
                ChipFile.DG2.tag(),
                List.of(portrait),
                one -> FACE_RECORD_BYTES + one.image().length,
                (out, one) -> {
                    header(out, FACIAL_FEATURES, 0, FACE_FORMAT);
                    faceRecord(out, sex, one);
                });
    }

    static byte[] fingers(List<FingerprintImage> fingers) {
        return group(
                ChipFile.DG3.tag(),
                fingers,
                one -> FINGER_RECORD_BYTES + one.data().length,
                (out, one) -> {
                    header(out, FINGERPRINT, subtype(one.position()), FINGER_FORMAT);
                    fingerRecord(out, one);
                });
    }

    /**
     * @param recordBytes how long the record of an instance is
     * @param record writes the header and puts the record behind it
     */
    private static <T> byte[] group(
            int tag, List<T> instances, ToIntFunction<T> recordBytes, RecordWriter<T> record) {
        int content = COUNT_BYTES;
        for (T one : instances) {
            content += Tlv.size(TEMPLATE, templateBytes(recordBytes.applyAsInt(one)));
        }
        int templates = Tlv.size(TEMPLATES, content);
        ByteBuffer out = ByteBuffer.allocate(Tlv.size(tag, templates));
        Tlv.head(out, tag, templates);
        Tlv.head(out, TEMPLATES, content);
        out.put((byte) 0x02).put((byte) 1).put((byte) instances.size());
        for (T one : instances) {
            int bytes = recordBytes.applyAsInt(one);
            Tlv.head(out, TEMPLATE, templateBytes(bytes));
            record.write(out, one);
        }
        if (out.hasRemaining()) {
            throw new IllegalStateException("a biometric record is not as long as it said");
        }
        return out.array();
    }

    private static int templateBytes(int record) {
        return BIOMETRIC_HEADER_BYTES + Tlv.size(DATA, record);
    }

    /** ISO/IEC 7816-11 and CBEFF: format owner 0101 is ISO/IEC JTC1 SC37. */
    private static void header(ByteBuffer out, int type, int subtype, int format) {
        Tlv.head(out, 0xA1, BIOMETRIC_HEADER_BYTES - 2);
        out.put((byte) 0x81).put((byte) 1).put((byte) type);
        out.put((byte) 0x82).put((byte) 1).put((byte) subtype);
        out.put((byte) 0x87).put((byte) 2).putShort((short) 0x0101);
        out.put((byte) 0x88).put((byte) 2).putShort((short) format);
    }

    /** ISO/IEC 19794-5:2005: record header, face information without points, image information. */
    private static void faceRecord(ByteBuffer out, Sex sex, ChipHolder.Portrait portrait) {
        int length = FACE_RECORD_BYTES + portrait.image().length;
        Tlv.head(out, DATA, length);
        out.put("FAC\0".getBytes(StandardCharsets.US_ASCII));
        out.put("010\0".getBytes(StandardCharsets.US_ASCII));
        out.putInt(length).putShort((short) 1);
        out.putInt(length - 14).putShort((short) 0);
        out.put((byte) gender(sex));
        // Eyes, hair, features, expression, pose and its uncertainty: not said.
        out.put(new byte[13]);
        out.put((byte) FULL_FRONTAL).put((byte) (portrait.jpeg2000() ? 1 : 0));
        out.putShort((short) portrait.width()).putShort((short) portrait.height());
        out.put((byte) 1).put((byte) DIGITAL_CAMERA).putShort((short) 0).putShort((short) 0);
        out.put(portrait.image());
    }

    private static int gender(Sex sex) {
        return switch (sex) {
            case UNKNOWN -> 0;
            case MALE -> 1;
            case FEMALE -> 2;
        };
    }

    /** ISO/IEC 19794-4:2005: record header and one finger with one view. */
    private static void fingerRecord(ByteBuffer out, FingerprintImage finger) {
        int length = FINGER_RECORD_BYTES + finger.data().length;
        Tlv.head(out, DATA, length);
        out.put("FIR\0".getBytes(StandardCharsets.US_ASCII));
        out.put("010\0".getBytes(StandardCharsets.US_ASCII));
        // The length has six bytes.
        out.putShort((short) 0).putInt(length);
        out.putShort((short) 0).putShort((short) ACQUISITION_LEVEL);
        out.put((byte) 1).put((byte) PIXELS_PER_INCH);
        short dpi = (short) finger.dotsPerInch();
        out.putShort(dpi).putShort(dpi).putShort(dpi).putShort(dpi);
        out.put((byte) GREY_BITS).put((byte) finger.format().code()).putShort((short) 0);
        out.putInt(length - FINGER_RECORD_HEADER);
        out.put((byte) finger.position()).put((byte) 1).put((byte) 1);
        out.put((byte) finger.quality()).put((byte) 0);
        out.putShort((short) finger.width()).putShort((short) finger.height()).put((byte) 0);
        out.put(finger.data());
    }

    /** ISO/IEC 7816-11 table C.2: the hand in bits 1 and 2, the finger above. */
    private static int subtype(int position) {
        boolean right = position <= 5;
        int finger = right ? position : position - 5;
        return finger << 2 | (right ? 1 : 2);
    }
}
