package vn.dancu.card.reading;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Data group 2 down to the picture: biometric templates (7F61, 7F60), in them a face record of
 * ISO/IEC 19794-5 with one face.
 */
final class FaceRecord {
    private static final int TEMPLATES = 0x7F61;
    private static final int TEMPLATE = 0x7F60;
    private static final int DATA = 0x5F2E;
    private static final int DATA_CONSTRUCTED = 0x7F2E;
    private static final int FORMAT = 0x46414300; // "FAC" and zero
    private static final int HEADER = 14;
    private static final int FACE_INFORMATION = 20;
    private static final int IMAGE_INFORMATION = 12;
    private static final int FEATURE_POINT = 8;

    private FaceRecord() {}

    static boolean isPortrait(byte[] dg2) {
        Tree templates = Tree.only(Tree.only(dg2).value());
        templates.valueOf(TEMPLATES);
        List<Tree> instances =
                templates.children().stream().filter(part -> part.tag() == TEMPLATE).toList();
        if (instances.size() != 1) {
            return false;
        }
        for (Tree part : instances.getFirst().children()) {
            if (part.tag() == DATA || part.tag() == DATA_CONSTRUCTED) {
                return isFace(ByteBuffer.wrap(part.value()));
            }
        }
        return false;
    }

    private static boolean isFace(ByteBuffer record) {
        if (record.remaining() < HEADER + FACE_INFORMATION + IMAGE_INFORMATION
                || record.getInt(0) != FORMAT
                || record.getInt(8) != record.capacity()
                || record.getShort(12) != 1) {
            return false;
        }
        int points = record.getShort(HEADER + 4) & 0xFFFF;
        int image = HEADER + FACE_INFORMATION + points * FEATURE_POINT;
        if (image + IMAGE_INFORMATION + 4 > record.capacity()) {
            return false;
        }
        boolean jpeg2000 = record.get(image + 1) == 1;
        int width = record.getShort(image + 2) & 0xFFFF;
        int height = record.getShort(image + 4) & 0xFFFF;
        int start = image + IMAGE_INFORMATION;
        return width > 0
                && height > 0
                && (jpeg2000
                        ? isJpeg2000(record, start)
                        : jpegSize(record, start) == (width << 16 | height));
    }

    private static boolean isJpeg2000(ByteBuffer record, int start) {
        int first = record.getInt(start);
        return first == 0x0000000C || first == 0xFF4FFF51;
    }

    /** Width and height in the frame header of a JPEG (ITU-T T.81, B.2.2); 0 if there is none. */
    private static int jpegSize(ByteBuffer record, int start) {
        if ((record.getShort(start) & 0xFFFF) != 0xFFD8) {
            return 0;
        }
        int at = start + 2;
        while (at + 9 <= record.capacity() && record.get(at) == (byte) 0xFF) {
            int marker = record.get(at + 1) & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xC2;
            if (frame) {
                int height = record.getShort(at + 5) & 0xFFFF;
                int width = record.getShort(at + 7) & 0xFFFF;
                return width << 16 | height;
            }
            at += 2 + (record.getShort(at + 2) & 0xFFFF);
        }
        return 0;
    }
}
