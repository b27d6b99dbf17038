package vn.dancu.card.portraits;

import com.github.jaiimageio.jpeg2000.impl.J2KImageReader;
import com.github.jaiimageio.jpeg2000.impl.J2KImageReaderSpi;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
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
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;

/**
 * Makes of a captured portrait the one that is kept: a JPEG of 480 by 720 pixels (20 by 30 mm at
 * 600 dpi), drawn anew, so that no metadata and nothing hidden in the file is kept.
 */
@Component
public class Portraits {
    static final int WIDTH = 480;
    static final int HEIGHT = 720;
    private static final String POINTER = "/portrait";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final float QUALITY = 0.9f;

    private final PortraitLimits limits;
    private final Semaphore decoders;

    Portraits(PortraitLimits limits) {
        this.limits = limits;
        this.decoders = new Semaphore(limits.concurrent());
        // Images are small: a cache on disk would only leave portraits in a temporary folder.
        ImageIO.setUseCache(false);
    }

    /**
     * @param base64 JPEG, JPEG 2000 or PNG
     * @throws ProblemException 422 with a code that says what is wrong with it
     */
    public byte[] accept(String base64) {
        byte[] file = decoded(base64);
        acquire();
        try {
            return jpeg(drawn(image(file)));
        } finally {
            decoders.release();
        }
    }

    /** The picture in a portrait that {@link #accept} has made. */
    public static BufferedImage picture(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] decoded(String base64) {
        // Four characters carry three bytes: measured before anything is decoded.
        if (base64.length() / 4L * 3 > limits.maxSize().toBytes()) {
            throw refused("portrait_too_large", "The portrait is a larger file than allowed.");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refused("portrait_unreadable", "The portrait is not base64.");
        }
    }

    private void acquire() {
        try {
            if (!decoders.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "unavailable", "Too many portraits at once.", Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable(
                    "unavailable", "The service is stopping.", Duration.ofSeconds(1));
        }
    }

    private BufferedImage image(byte[] file) {
        ImageReader reader = readerFor(file);
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            checkShape(width, height);
            return reader.read(0);
        } catch (ProblemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders fail in their own ways on damaged files.
            throw unreadable();
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader readerFor(byte[] file) {
        if (startsWith(file, 0xFF, 0xD8, 0xFF)) {
            return ImageIO.getImageReadersByFormatName("jpeg").next();
        }
        if (startsWith(file, 0x89, 'P', 'N', 'G')) {
            return ImageIO.getImageReadersByFormatName("png").next();
        }
        // JPEG 2000 in its file format, or the bare code stream (ISO/IEC 15444-1).
        if (startsWith(file, 0, 0, 0, 12, 'j', 'P', ' ', ' ')
                || startsWith(file, 0xFF, 0x4F, 0xFF, 0x51)) {
            return new J2KImageReader(new J2KImageReaderSpi());
        }
        throw unreadable();
    }

    private static ProblemException unreadable() {
        return refused(
                "portrait_unreadable", "The portrait is not a readable JPEG, JPEG 2000 or PNG.");
    }

    private static boolean startsWith(byte[] file, int... magic) {
        if (file.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((file[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private void checkShape(int width, int height) {
        if ((long) width * height > limits.maxPixels()) {
            throw refused("portrait_too_large", "The portrait has more pixels than allowed.");
        }
        if (width < limits.minWidthPixels() || height < limits.minWidthPixels() * 3 / 2) {
            throw refused("portrait_too_small", "The portrait has too few pixels to be printed.");
        }
        // 2 to 3 as on the card (Circular 06/2021), up to 4 to 5 as phones make it.
        double proportion = (double) width / height;
        if (proportion < 0.6 || proportion > 0.81) {
            throw refused("portrait_proportions", "The portrait is about 2 to 3, upright.");
        }
    }

    /** The middle of the picture at 2 to 3, on white where it is transparent. */
    private static BufferedImage drawn(BufferedImage source) {
        double scale =
                Math.max((double) WIDTH / source.getWidth(), (double) HEIGHT / source.getHeight());
        int width = (int) Math.round(source.getWidth() * scale);
        int height = (int) Math.round(source.getHeight() * scale);
        BufferedImage target = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = target.createGraphics();
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.setColor(java.awt.Color.WHITE);
        g.fillRect(0, 0, WIDTH, HEIGHT);
        g.drawImage(source, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height, null);
        g.dispose();
        return target;
    }

    private static byte[] jpeg(BufferedImage image) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static ProblemException refused(String code, String detail) {
        return ProblemException.refused(code, detail, POINTER);
    }
}
