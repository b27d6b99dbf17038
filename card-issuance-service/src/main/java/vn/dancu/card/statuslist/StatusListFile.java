package vn.dancu.card.statuslist;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import vn.dancu.card.model.Octets;

/**
 * The bytes of a list or of the step from one list to the next, unsigned: {@code
 * contracts/card/status-list.md}.
 */
final class StatusListFile {
    private static final byte[] MAGIC = "DCSL".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final byte FULL = 1;
    private static final byte DELTA = 2;
    private static final int HEADER = 56;

    private StatusListFile() {}

    /**
     * @param number counts up by one with each list
     * @param salt of 16 bytes
     */
    record Head(long number, Instant thisUpdate, Instant nextUpdate, Octets salt, int bits) {}

    static byte[] full(Head head, SerialSet entries) {
        byte[] coded = entries.coded(head.bits());
        return header(head, FULL, 0, coded.length).put(coded).put(entries.digest()).array();
    }

    static byte[] delta(Head head, SerialSet before, SerialSet after) {
        byte[] added = after.without(before).coded(head.bits());
        byte[] removed = before.without(after).coded(head.bits());
        return header(head, DELTA, head.number() - 1, added.length + removed.length)
                .put(added)
                .put(removed)
                .put(after.digest())
                .array();
    }

    private static ByteBuffer header(Head head, byte kind, long base, int body) {
        return ByteBuffer.allocate(HEADER + body + 32)
                .put(MAGIC)
                .put(VERSION)
                .put(kind)
                .put((byte) head.bits())
                .put((byte) 0)
                .putLong(head.number())
                .putLong(base)
                .putLong(head.thisUpdate().getEpochSecond())
                .putLong(head.nextUpdate().getEpochSecond())
                .put(head.salt().bytes());
    }

    /** The entries of a full list that this service made. */
    static SerialSet entries(byte[] fullList) {
        return SerialSet.decode(ByteBuffer.wrap(fullList).position(HEADER));
    }

    /** The length of hashes in a list that this service made. */
    static int bits(byte[] fullList) {
        return fullList[6];
    }
}
