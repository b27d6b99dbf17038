package vn.dancu.card.fingerprints;

import com.github.jaiimageio.jpeg2000.J2KImageWriteParam;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import com.machinezoo.sourceafis.FingerprintImage;
import com.machinezoo.sourceafis.FingerprintImageOptions;
import com.machinezoo.sourceafis.FingerprintMatcher;
import com.machinezoo.sourceafis.FingerprintTemplate;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/** Reads images of fingers and compares them, few at once. */
@Component
class Prints {
    private static final double DPI = 500;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final FingerprintSettings settings;
    private final Semaphore turns;

    Prints(FingerprintSettings settings) {
        this.settings = settings;
        this.turns = new Semaphore(settings.concurrent(), true);
    }

    /** An image drawn anew in grey, and the minutiae found in it. */
    @SuppressWarnings("ArrayRecordComponent")
    record Print(BufferedImage grey, byte[] template) {
        byte[] png() {
            return written(grey);
        }

        @Override
        public String toString() {
            return "Print[hidden]";
        }
    }

    /** A picture of a finger as the chip stores it: JPEG 2000, grey, 500 dpi. */
    @SuppressWarnings("ArrayRecordComponent")
    record ChipPicture(int width, int height, byte[] jpeg2000) {
        @Override
        public String toString() {
            return "ChipPicture[hidden]";
        }
    }

    /**
     * @param base64 PNG, JPEG or BMP of one finger at 500 dpi
     * @throws ProblemException 422 {@code fingerprint_unreadable}, {@code fingerprint_too_large},
     *     {@code fingerprint_size}, {@code fingerprint_quality}
     */
    Print read(String base64, String pointer) {
        byte[] file = decoded(base64, pointer);
        return inTurn(
                () -> {
                    BufferedImage grey = grey(file, pointer);
                    FingerprintTemplate template = template(grey);
                    if (new FingerprintMatcher(template).match(template)
                            < settings.minimumSelfScore()) {
                        throw ProblemException.refused(
                                "fingerprint_quality",
                                "Too little is to be seen of the finger.",
                                pointer);
                    }
                    return new Print(grey, template.toByteArray());
                });
    }

    /** Compresses a print for the chip, once: what is captured is what the chip will hold. */
    ChipPicture forChip(Print print) {
        return inTurn(
                () ->
                        new ChipPicture(
                                print.grey().getWidth(),
                                print.grey().getHeight(),
                                jpeg2000(print.grey())));
    }

    private byte[] jpeg2000(BufferedImage grey) {
        J2KImageWriter writer = new J2KImageWriter(new J2KImageWriterSpi());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream target = new MemoryCacheImageOutputStream(out)) {
            J2KImageWriteParam parameters = (J2KImageWriteParam) writer.getDefaultWriteParam();
            parameters.setLossless(false);
            parameters.setFilter(J2KImageWriteParam.FILTER_97);
            parameters.setEncodingRate(settings.chipBitsPerPixel());
            writer.setOutput(target);
            writer.write(null, new IIOImage(grey, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** How alike two prints are; from the threshold on they are of one finger. */
    double score(Print probe, byte[] captured) {
        return inTurn(
                () ->
                        new FingerprintMatcher(new FingerprintTemplate(probe.template()))
                                .match(new FingerprintTemplate(captured)));
    }

    private byte[] decoded(String base64, String pointer) {
        if (base64.length() / 4L * 3 > settings.maxSize().toBytes()) {
            throw ProblemException.refused(
                    "fingerprint_too_large", "The image is a larger file than allowed.", pointer);
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw unreadable(pointer);
        }
    }

    private BufferedImage grey(byte[] file, String pointer) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw unreadable(pointer);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if (Math.min(width, height) < settings.minPixels()
                        || Math.max(width, height) > settings.maxPixels()) {
                    throw ProblemException.refused(
                            "fingerprint_size",
                            "The image has fewer or more pixels than a finger at 500 dpi.",
                            pointer);
                }
                return drawn(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (ProblemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders fail in their own ways on damaged files.
            throw unreadable(pointer);
        }
    }

    private static BufferedImage drawn(BufferedImage source) {
        BufferedImage grey =
                new BufferedImage(
                        source.getWidth(), source.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        var graphics = grey.createGraphics();
        graphics.setColor(java.awt.Color.WHITE);
        graphics.fillRect(0, 0, grey.getWidth(), grey.getHeight());
        graphics.drawImage(source, 0, 0, null);
        graphics.dispose();
        return grey;
    }

    private static FingerprintTemplate template(BufferedImage grey) {
        byte[] pixels =
                (byte[])
                        grey.getRaster()
                                .getDataElements(0, 0, grey.getWidth(), grey.getHeight(), null);
        return new FingerprintTemplate(
                new FingerprintImage(
                        grey.getWidth(),
                        grey.getHeight(),
                        pixels,
                        new FingerprintImageOptions().dpi(DPI)));
    }

    private static byte[] written(BufferedImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "unavailable", "Too many prints at once.", Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable(
                    "unavailable", "The service is stopping.", Duration.ofSeconds(1));
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private static ProblemException unreadable(String pointer) {
        return ProblemException.refused(
                "fingerprint_unreadable", "The image cannot be read.", pointer);
    }
}
