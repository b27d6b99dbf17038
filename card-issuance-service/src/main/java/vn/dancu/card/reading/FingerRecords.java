package vn.dancu.card.reading;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Data group 3 down to the pictures: biometric templates (7F61, 7F60), in each a finger record of
 * ISO/IEC 19794-4:2005 with one finger.
 *
 * @param pictures by position: 1 right thumb to 10 left little finger
 */
record FingerRecords(SortedMap<Integer, byte[]> pictures) {
    private static final int TAG = 0x63;
    private static final int TEMPLATES = 0x7F61;
    private static final int COUNT = 0x02;
    private static final int TEMPLATE = 0x7F60;
    private static final int DATA = 0x5F2E;
    private static final int DATA_CONSTRUCTED = 0x7F2E;
    private static final int FORMAT = 0x46495200; // "FIR" and zero
    private static final int VERSION = 0x30313000; // "010" and zero
    private static final int HEADER = 32;
    private static final int FINGER_HEADER = 14;
    private static final int MOST_FINGERS = 10;

    static FingerRecords parse(byte[] file) {
        List<Tree> parts = Tree.all(Tree.only(file).valueOf(TAG));
        require(!parts.isEmpty());
        SortedMap<Integer, byte[]> pictures = new TreeMap<>();
        int said = -1;
        for (Tree part : Tree.all(parts.getFirst().valueOf(TEMPLATES))) {
            if (part.tag() == COUNT) {
                require(part.value().length == 1 && said < 0);
                said = part.value()[0];
            } else if (part.tag() == TEMPLATE) {
                finger(part, pictures);
            }
        }
        require(said == pictures.size());
        return new FingerRecords(pictures);
    }

    private static void finger(Tree template, SortedMap<Integer, byte[]> pictures) {
        List<Tree> data =
                template.children().stream()
                        .filter(part -> part.tag() == DATA || part.tag() == DATA_CONSTRUCTED)
                        .toList();
        require(data.size() == 1);
        ByteBuffer record = ByteBuffer.wrap(data.getFirst().value());
        require(
                record.capacity() > HEADER + FINGER_HEADER
                        && record.getInt(0) == FORMAT
                        && record.getInt(4) == VERSION
                        // Six bytes of length; a chip needs no more than four.
                        && record.getShort(8) == 0
                        && record.getInt(10) == record.capacity()
                        && record.get(18) == 1);
        int position = record.get(HEADER + 4);
        require(
                record.getInt(HEADER) == record.capacity() - HEADER
                        && position >= 1
                        && position <= MOST_FINGERS);
        byte[] picture = new byte[record.capacity() - HEADER - FINGER_HEADER];
        record.get(HEADER + FINGER_HEADER, picture);
        require(pictures.put(position, picture) == null);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw Tree.malformed();
        }
    }

    boolean agreeWith(Expected expected) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            MessageDigest one = MessageDigest.getInstance("SHA-256");
            pictures.forEach(
                    (position, picture) -> {
                        all.update(position.byteValue());
                        all.update(one.digest(picture));
                    });
            return MessageDigest.isEqual(all.digest(), expected.fingersDigest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "FingerRecords[hidden]";
    }
}
