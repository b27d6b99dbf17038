package vn.dancu.card.reading;

import java.security.PrivateKey;
import java.time.Instant;

/**
 * What the card that is read back was to become.
 *
 * @param mrz 90 characters, as printed
 * @param nationalDigest SHA-256 over what data group 13 is to say: for each item its number, unit
 *     separator (1F), text, record separator (1E); the parents between a group separator (1D)
 * @param fingersDigest SHA-256 over the fingers of data group 3 in ascending order of positions:
 *     for each its position, a byte, and the SHA-256 of its picture; of nothing where it has none
 * @param challenge that this chip was asked
 * @param terminal the private key of the terminal that the chip agreed a key with
 * @param signedAt when the card was made
 */
@SuppressWarnings("ArrayRecordComponent")
public record Expected(
        String mrz,
        byte[] nationalDigest,
        byte[] fingersDigest,
        byte[] challenge,
        PrivateKey terminal,
        Instant signedAt) {
    @Override
    public String toString() {
        return "Expected[hidden]";
    }
}
