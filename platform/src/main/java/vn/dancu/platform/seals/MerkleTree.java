package vn.dancu.platform.seals;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256: leaves and inner nodes are told apart by
 * their first byte, so that no row can pass for a node.
 */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    /** The roots of the complete subtrees so far, the largest first. */
    private final List<Subtree> subtrees = new ArrayList<>();

    private long leaves;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    private record Subtree(long leaves, byte[] root) {}

    /** Adds a leaf; memory grows with the logarithm of their number. */
    void add(byte[] row) {
        Subtree added = new Subtree(1, sha256(LEAF, row));
        while (!subtrees.isEmpty() && subtrees.getLast().leaves() == added.leaves()) {
            Subtree left = subtrees.removeLast();
            added = new Subtree(2 * left.leaves(), sha256(NODE, left.root(), added.root()));
        }
        subtrees.add(added);
        leaves++;
    }

    long leaves() {
        return leaves;
    }

    /** The root over all leaves so far; of none it is the hash of nothing. */
    byte[] root() {
        if (subtrees.isEmpty()) {
            return digest().digest();
        }
        byte[] root = subtrees.getLast().root();
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = sha256(NODE, subtrees.get(i).root(), root);
        }
        return root;
    }

    private static byte[] sha256(byte kind, byte[]... parts) {
        MessageDigest digest = digest();
        digest.update(kind);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
