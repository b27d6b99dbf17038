package vn.dancu.card.chip;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/**
 * A captured fingerprint as data group 3 stores it (ISO/IEC 19794-4).
 *
 * @param position 1 right thumb to 10 left little finger (ISO/IEC 19794-4 table 6)
 * @param quality 0 to 100; {@link #NOT_MEASURED}
 * @param dotsPerInch of the picture
 * @param format how {@code data} is compressed
 */
@SuppressWarnings("ArrayRecordComponent")
public record FingerprintImage(
        int position,
        int quality,
        int width,
        int height,
        int dotsPerInch,
        Format format,
        byte[] data) {
    /** Nobody has measured how good the picture is: readers take 0 to 100 alone. */
    public static final int NOT_MEASURED = 0;

    private static final int FINGERS = 10;
    private static final int LARGEST_SIDE = 2000;

    public FingerprintImage {
        boolean sides = width > 0 && height > 0 && width <= LARGEST_SIDE && height <= LARGEST_SIDE;
        if (position < 1 || position > FINGERS || quality < 0 || quality > 100 || !sides) {
            throw new IllegalArgumentException("no fingerprint picture of one known finger");
        }
    }

    /**
     * What a reader must find, without saying it: SHA-256 over the position of each finger, a byte,
     * and the SHA-256 of its picture, in ascending order of positions.
     */
    public static byte[] digest(List<FingerprintImage> fingers) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            MessageDigest one = MessageDigest.getInstance("SHA-256");
            fingers.stream()
                    .sorted(Comparator.comparingInt(FingerprintImage::position))
                    .forEach(
                            finger -> {
                                all.update((byte) finger.position());
                                all.update(one.digest(finger.data()));
                            });
            return all.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "FingerprintImage[hidden]";
    }

    /** Compression of the picture, with the code of ISO/IEC 19794-4 table 4. */
    public enum Format {
        WSQ(2),
        JPEG2000(4),
        PNG(5);

        private final int code;

        Format(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
