package vn.dancu.card.chip;

/**
 * A captured fingerprint as data group 3 stores it (ISO/IEC 19794-4).
 *
 * @param position 1 right thumb to 10 left little finger (ISO/IEC 19794-4 table 6)
 * @param quality 0 to 100
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
    private static final int FINGERS = 10;
    private static final int LARGEST_SIDE = 2000;

    public FingerprintImage {
        boolean sides = width > 0 && height > 0 && width <= LARGEST_SIDE && height <= LARGEST_SIDE;
        if (position < 1 || position > FINGERS || quality < 0 || quality > 100 || !sides) {
            throw new IllegalArgumentException("no fingerprint picture of one known finger");
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
