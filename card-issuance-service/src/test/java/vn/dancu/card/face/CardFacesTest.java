package vn.dancu.card.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.LegalProfile;

class CardFacesTest {
    private static final String LONG_RESIDENCE =
            "Căn hộ 2504, toà nhà S2.07, khu đô thị Vinhomes Smart City, Tây Mỗ, Nam Từ Liêm,"
                    + " Hà Nội";

    private final CardFaces faces = new CardFaces();

    @ParameterizedTest
    @ValueSource(ints = {300, 600})
    void theQrCodeIsReadFromThePicture(int dpi) throws Exception {
        CardPrint print = Prints.of(Prints.duoc());

        assertThat(readQr(throughPng(faces.front(print, dpi)))).isEqualTo(print.qr().text());
    }

    @Test
    void theQrCodeOfALongAddressIsReadToo() throws Exception {
        CardPrint print = Prints.of(Prints.facts("Nguyễn Văn A", "Hà Nội", LONG_RESIDENCE));

        assertThat(readQr(throughPng(faces.front(print, 300)))).isEqualTo(print.qr().text());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 600})
    void theMachineReadableZoneIsReadFromThePicture(int dpi) throws Exception {
        CardPrint print = Prints.of(Prints.duoc());

        assertThat(new MrzReader().read(throughPng(faces.back(print, dpi))))
                .isEqualTo(print.mrz().lines());
    }

    @Test
    void theMachineReadableZoneHasAllLettersLegible() throws Exception {
        CardPrint plain = Prints.of(Prints.duoc());
        CardPrint print =
                new CardPrint(
                        plain.facts(),
                        new vn.dancu.card.chip.Td1(
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123",
                                "456789<<ZYXWVUTSRQPONMLKJIHGFE",
                                "DCBA9876543210<<O0I1B8S5Z2QOD0"),
                        plain.qr(),
                        plain.personId(),
                        plain.portrait());

        assertThat(new MrzReader().read(throughPng(faces.back(print, 300))))
                .isEqualTo(print.mrz().lines());
    }

    @Test
    void bothSidesHaveTheSizeOfId1() {
        CardPrint print = Prints.of(Prints.duoc());

        BufferedImage front = faces.front(print, 300);
        BufferedImage back = faces.back(print, 600);

        assertThat(front.getWidth()).isEqualTo(1011);
        assertThat(front.getHeight()).isEqualTo(638);
        assertThat(back.getWidth()).isEqualTo(2022);
        assertThat(back.getHeight()).isEqualTo(1275);
    }

    @Test
    void theSameCardIsDrawnTheSameEachTime() {
        CardPrint print = Prints.of(Prints.duoc());

        assertThat(pixels(faces.front(print, 300))).isEqualTo(pixels(faces.front(print, 300)));
    }

    @Test
    void peopleGetDifferentDrawnPortraits() {
        CardPrint one = Prints.of(Prints.duoc());
        CardPrint other =
                new CardPrint(one.facts(), one.mrz(), one.qr(), new UUID(77, 1), Optional.empty());

        assertThat(pixels(faces.front(one, 300))).isNotEqualTo(pixels(faces.front(other, 300)));
    }

    @Test
    void aCapturedPortraitIsPrintedInItsPlace() {
        BufferedImage green = new BufferedImage(480, 720, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 720; y++) {
            for (int x = 0; x < 480; x++) {
                green.setRGB(x, y, 0x00FF00);
            }
        }
        CardPrint plain = Prints.of(Prints.duoc());
        CardPrint print =
                new CardPrint(
                        plain.facts(),
                        plain.mrz(),
                        plain.qr(),
                        plain.personId(),
                        Optional.of(green));

        BufferedImage front = faces.front(print, 300);

        int inPhoto = front.getRGB((int) (10 / 25.4 * 300), (int) (24 / 25.4 * 300));
        assertThat(new Color(inPhoto)).isEqualTo(new Color(0x00FF00));
    }

    @Test
    void onlyASpecimenMayShowADrawnPortrait() {
        CardPrint specimen = Prints.of(Prints.duoc());
        IssuedFacts f = specimen.facts();
        IssuedFacts real =
                new IssuedFacts(
                        f.holder(), f.serial(), f.issued(), f.expiry(), f.features(), false);

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new CardPrint(
                                        real,
                                        specimen.mrz(),
                                        specimen.qr(),
                                        specimen.personId(),
                                        Optional.empty()));
    }

    @Test
    void aSpecimenIsMarkedAndARealCardIsNot() {
        CardPrint specimen = Prints.of(Prints.duoc());
        IssuedFacts f = specimen.facts();
        BufferedImage portrait = new BufferedImage(480, 720, BufferedImage.TYPE_INT_RGB);
        CardPrint real =
                new CardPrint(
                        new IssuedFacts(
                                f.holder(),
                                f.serial(),
                                f.issued(),
                                f.expiry(),
                                f.features(),
                                false),
                        specimen.mrz(),
                        specimen.qr(),
                        specimen.personId(),
                        Optional.of(portrait));

        assertThat(redder(faces.back(specimen, 300), faces.back(real, 300))).isGreaterThan(10_000);
        assertThat(redder(faces.front(specimen, 300), faces.front(real, 300)))
                .isGreaterThan(10_000);
    }

    @Test
    void longNamesAndAddressesFitByRule() {
        CardFacts facts =
                Prints.facts(
                        "Nguyễn Phước Bảo Hoàng Công Tằng Tôn Nữ Thị Phương Anh Minh Châu Ngọc Diệp",
                        "Phường 12, Gò Vấp, Hồ Chí Minh",
                        LONG_RESIDENCE);

        assertThat(faces.problems(facts, Optional.empty(), LegalProfile.LAW_2014)).isEmpty();
        assertThat(faces.front(Prints.of(facts), 300)).isNotNull();
    }

    @Test
    void whatCannotFitIsFlaggedAndNotCut() {
        String longest = "Nguyễn Phước Bảo Hoàng ".repeat(4).strip();
        CardFacts facts = Prints.facts(longest, "Ấp ".repeat(80), "Thôn ".repeat(60));

        assertThat(faces.problems(facts, Optional.of("Sẹo ".repeat(60)), LegalProfile.LAW_2014))
                .containsExactly(
                        "name_does_not_fit",
                        "origin_does_not_fit",
                        "residence_does_not_fit",
                        "features_do_not_fit");
    }

    @Test
    void aWordWiderThanTheCardIsFlagged() {
        CardFacts facts = Prints.facts("W".repeat(60), "Hà Nội", "Hà Nội");

        assertThat(faces.problems(facts, Optional.empty(), LegalProfile.LAW_2014))
                .containsExactly("name_does_not_fit");
    }

    @Test
    void aLetterThatTheFontLacksIsFlagged() {
        CardFacts facts = Prints.facts("Trần 漢 Được", "Hà Nội", "Hà Nội");

        assertThat(faces.problems(facts, Optional.empty(), LegalProfile.LAW_2014))
                .containsExactly("character_not_printable");
    }

    @Test
    void namesOfThePeoplesOfTheHighlandsArePrintable() {
        for (String name : List.of("Y'Bhăm Niê Kđăm", "H'Hen Niê", "K'Brơi Čơ Ñŏ", "Rơ Ô Bhung")) {
            CardFacts facts = Prints.facts(name, "Đắk Lắk", "Đắk Lắk");
            assertThat(faces.problems(facts, Optional.empty(), LegalProfile.LAW_2014))
                    .as(name)
                    .isEmpty();
        }
    }

    private static String readQr(BufferedImage image) throws Exception {
        int[] pixels = pixels(image);
        RGBLuminanceSource source =
                new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        return new QRCodeReader()
                .decode(
                        new BinaryBitmap(new HybridBinarizer(source)),
                        Map.of(DecodeHintType.TRY_HARDER, true))
                .getText();
    }

    private static BufferedImage throughPng(BufferedImage image) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    /** How many pixels the first picture has in a redder tone than the second. */
    private static long redder(BufferedImage one, BufferedImage other) {
        int[] first = pixels(one);
        int[] second = pixels(other);
        return IntStream.range(0, first.length)
                .filter(i -> redness(first[i]) > redness(second[i]) + 10)
                .count();
    }

    private static int redness(int rgb) {
        return ((rgb >> 16) & 0xFF) - ((rgb >> 8) & 0xFF);
    }
}
