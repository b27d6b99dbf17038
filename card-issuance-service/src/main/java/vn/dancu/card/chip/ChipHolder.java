package vn.dancu.card.chip;

import java.util.List;
import vn.dancu.kernel.Sex;

/**
 * What one chip is to say of its holder.
 *
 * @param portrait JPEG or JPEG 2000, with its pixels
 * @param fingers none where none could be taken: the data group is there all the same
 */
public record ChipHolder(
        Td1 mrz,
        Sex sex,
        Portrait portrait,
        List<FingerprintImage> fingers,
        NationalData national) {
    public ChipHolder {
        fingers = List.copyOf(fingers);
    }

    /**
     * @param image the file as it goes into the chip
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Portrait(byte[] image, int width, int height, boolean jpeg2000) {
        @Override
        public String toString() {
            return "Portrait[hidden]";
        }
    }

    @Override
    public String toString() {
        return "ChipHolder[hidden]";
    }
}
