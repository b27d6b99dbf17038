package vn.dancu.population.biometrics;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/** Whether bytes are what they are said to be. An image is measured, never decoded. */
@Component
class BiometricRules {
    private static final byte[] FINGERPRINT = {'F', 'M', 'R', 0};
    private static final byte[] IRIS = {'I', 'I', 'R', 0};
    private static final int FINGERS = 10;
    private static final int EYES = 2;

    private final BiometricLimits limits;

    BiometricRules(BiometricLimits limits) {
        this.limits = limits;
    }

    /**
     * @throws ProblemException 422 {@code image_unreadable}, {@code image_size_out_of_range},
     *     {@code template_unreadable}, {@code position_missing}, {@code position_impossible},
     *     {@code biometric_too_large}
     */
    void check(BiometricKind kind, byte[] data, @Nullable Integer position) {
        long most =
                (kind == BiometricKind.PORTRAIT ? limits.maxPortrait() : limits.maxTemplate())
                        .toBytes();
        if (data.length > most) {
            throw refused("biometric_too_large", "It has at most " + most + " bytes.", "/data");
        }
        switch (kind) {
            case PORTRAIT -> {
                checkPosition(position, 0);
                checkPortrait(data);
            }
            case FINGERPRINT -> {
                checkPosition(position, FINGERS);
                checkStart(data, FINGERPRINT);
            }
            case IRIS -> {
                checkPosition(position, EYES);
                checkStart(data, IRIS);
            }
        }
    }

    private static void checkPosition(@Nullable Integer position, int most) {
        if (position == null && most > 0) {
            throw refused("position_missing", "Say which finger or eye it is.", "/position");
        }
        if (position != null && (position < 1 || position > most)) {
            throw refused("position_impossible", "There is no such position.", "/position");
        }
    }

    private static void checkStart(byte[] data, byte[] start) {
        boolean starts =
                data.length > start.length
                        && java.util.Arrays.equals(data, 0, start.length, start, 0, start.length);
        if (!starts) {
            throw refused("template_unreadable", "It is not such a template.", "/data");
        }
    }

    private void checkPortrait(byte[] data) {
        int width;
        int height;
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(data))) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
            ImageReader reader = readers.next();
            try {
                if (!reader.getOriginatingProvider().canDecodeInput(in)) {
                    throw refused("image_unreadable", "It is not a JPEG.", "/data");
                }
                reader.setInput(in, true, true);
                width = reader.getWidth(0);
                height = reader.getHeight(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            throw refused("image_unreadable", "It is not a whole JPEG.", "/data");
        }
        if (Math.min(width, height) < limits.minPixels()
                || Math.max(width, height) > limits.maxPixels()) {
            throw refused(
                    "image_size_out_of_range",
                    "Its sides have "
                            + limits.minPixels()
                            + " to "
                            + limits.maxPixels()
                            + " pixels.",
                    "/data");
        }
    }

    private static ProblemException refused(String code, String detail, String pointer) {
        return ProblemException.refused(code, detail, pointer);
    }
}
