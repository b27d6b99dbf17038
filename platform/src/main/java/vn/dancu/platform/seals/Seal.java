package vn.dancu.platform.seals;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What a seal says. Its hash is the SHA-256 of the content as {@code contracts/seals.md} writes it
 * down, so that anybody can check it without this code.
 *
 * @param from first transaction whose rows are covered
 * @param to first transaction whose rows are not
 * @param columns the columns that the leaves were made of, in this order
 * @param previous hash of the seal before it; 32 zero bytes before the first
 * @param at to the microsecond, as PostgreSQL keeps it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
record Seal(
        String stream,
        long sequence,
        long from,
        long to,
        List<String> columns,
        long rows,
        byte[] root,
        byte[] previous,
        Instant at) {

    byte[] hash() {
        var bytes = new ByteArrayOutputStream();
        try (var content = new DataOutputStream(bytes)) {
            text(content, "dancu-seal-1");
            text(content, stream);
            content.writeLong(sequence);
            content.writeLong(from);
            content.writeLong(to);
            content.writeInt(columns.size());
            for (String column : columns) {
                text(content, column);
            }
            content.writeLong(rows);
            content.write(root);
            content.write(previous);
            content.writeLong(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return MerkleTree.digest().digest(bytes.toByteArray());
    }

    private static void text(DataOutputStream content, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        content.writeInt(bytes.length);
        content.write(bytes);
    }
}
