package vn.dancu.card.portraits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.jaiimageio.jpeg2000.impl.J2KImageWriter;
import com.github.jaiimageio.jpeg2000.impl.J2KImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import vn.dancu.platform.problem.ProblemException;

class PortraitsTest {
    private final Portraits portraits =
            new Portraits(new PortraitLimits(DataSize.ofKilobytes(512), 6_000_000, 236, 2));

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void aPortraitIsKeptAsJpegOfOneSize(String format) throws Exception {
        byte[] kept = portraits.accept(base64(file(400, 600, format)));

        BufferedImage picture = Portraits.picture(kept);
        assertThat(picture.getWidth()).isEqualTo(Portraits.WIDTH);
        assertThat(picture.getHeight()).isEqualTo(Portraits.HEIGHT);
        assertThat(kept[0] & 0xFF).isEqualTo(0xFF);
    }

    @Test
    void aPortraitInJpeg2000IsTaken() throws Exception {
        BufferedImage picture = new BufferedImage(400, 600, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 400; x++) {
                picture.setRGB(x, y, y < 300 ? 0xC04020 : 0x2040C0);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = new J2KImageWriter(new J2KImageWriterSpi());
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(picture);
        }
        byte[] file = out.toByteArray();
        assertThat(file[5]).isEqualTo((byte) 'P');

        BufferedImage kept = Portraits.picture(portraits.accept(base64(file)));

        assertThat(kept.getWidth()).isEqualTo(Portraits.WIDTH);
        assertThat(kept.getRGB(240, 100) >> 16 & 255).isBetween(0xB0, 0xD0);
        assertThat(kept.getRGB(240, 600) & 255).isBetween(0xB0, 0xD0);
        assertRefused(base64(Arrays.copyOf(file, 60)), "portrait_unreadable");
    }

    @Test
    void whatIsHiddenBehindThePictureIsNotKept() throws Exception {
        byte[] picture = file(400, 600, "jpeg");
        byte[] secret = "<script>secret</script>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(picture, picture.length + secret.length);
        System.arraycopy(secret, 0, both, picture.length, secret.length);

        byte[] kept = portraits.accept(base64(both));

        assertThat(new String(kept, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "200, 300, portrait_too_small",
        "400, 400, portrait_proportions",
        "600, 400, portrait_proportions",
        "400, 900, portrait_proportions",
        "2200, 3000, portrait_too_large",
    })
    void sizeAndShapeAreChecked(int width, int height, String code) throws Exception {
        assertRefused(base64(file(width, height, "jpeg")), code);
    }

    @Test
    void aPictureThatOnlyClaimsToBeHugeIsNotDecoded() throws Exception {
        assertRefused(base64(pngHeader(60_000, 90_000)), "portrait_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!!!!", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAA", "/9j/4AAQ"})
    void whatIsNoPictureIsUnreadable(String base64) {
        assertRefused(base64, "portrait_unreadable");
    }

    @Test
    void aTruncatedPictureIsUnreadable() throws Exception {
        byte[] png = file(400, 600, "png");
        assertRefused(base64(Arrays.copyOf(png, png.length / 2)), "portrait_unreadable");
    }

    @Test
    void aFileOverTheLimitIsRefusedBeforeItIsDecoded() {
        assertRefused("A".repeat(720_000), "portrait_too_large");
    }

    private void assertRefused(String base64, String code) {
        assertThatThrownBy(() -> portraits.accept(base64))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.status().value()).isEqualTo(422);
                            assertThat(e.violations().getFirst().pointer()).isEqualTo("/portrait");
                        });
    }

    private static byte[] file(int width, int height, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x * 255 / width) << 16 | (y * 255 / height) << 8);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static byte[] pngHeader(int width, int height) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(chunk);
        fields.writeBytes("IHDR");
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(chunk.toByteArray());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        out.writeInt(13);
        out.write(chunk.toByteArray());
        out.writeInt((int) crc.getValue());
        return file.toByteArray();
    }

    private static String base64(byte[] file) {
        return Base64.getEncoder().encodeToString(file);
    }
}
