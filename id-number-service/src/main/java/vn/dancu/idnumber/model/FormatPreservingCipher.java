package vn.dancu.idnumber.model;

import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * FF1 of NIST SP 800-38G: a permutation of the texts of one length over one alphabet, chosen by key
 * and tweak. Not safe for use by several threads at once.
 */
final class FormatPreservingCipher {
    private final FPEFF1Engine engine = new FPEFF1Engine();
    private final FPEParameters parameters;
    private Direction direction = Direction.NONE;

    private enum Direction {
        NONE,
        ENCRYPT,
        DECRYPT
    }

    /**
     * @param key an AES key of 16, 24 or 32 bytes
     * @param radix size of the alphabet
     * @param tweak public text that makes another permutation of the same key
     */
    FormatPreservingCipher(byte[] key, int radix, byte[] tweak) {
        this.parameters = new FPEParameters(new KeyParameter(key), radix, tweak);
    }

    /** Replaces the symbols, each below the radix, by their image. */
    void encrypt(byte[] symbols) {
        turn(Direction.ENCRYPT);
        engine.processBlock(symbols, 0, symbols.length, symbols, 0);
    }

    /** Replaces the symbols by the text of which they are the image. */
    void decrypt(byte[] symbols) {
        turn(Direction.DECRYPT);
        engine.processBlock(symbols, 0, symbols.length, symbols, 0);
    }

    /** Setting the key costs a quarter of a number, and batches meet thousands of buckets. */
    private void turn(Direction wanted) {
        if (direction != wanted) {
            engine.init(wanted == Direction.ENCRYPT, parameters);
            direction = wanted;
        }
    }
}
