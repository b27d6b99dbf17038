package vn.dancu.card.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.NotFoundException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.LegalProfile;

/** The card as it is from the day on that Law 26/2023 is in force. */
class CardOfLaw2023Test {
    private static final LocalDate LAST_OF_OLD = LocalDate.of(2024, 6, 30);
    private static final LocalDate FIRST_OF_NEW = LocalDate.of(2024, 7, 1);

    private final CardFaces faces = new CardFaces();

    @ParameterizedTest
    @ValueSource(ints = {300, 600})
    void theQrCodeStandsOnTheBackAndTheZoneBelowIt(int dpi) throws Exception {
        CardPrint print = Prints.of(Prints.duoc(), FIRST_OF_NEW);
        BufferedImage front = faces.front(print, dpi);
        BufferedImage back = faces.back(print, dpi);
        Path folder = Files.createDirectories(Path.of("target", "faces"));
        ImageIO.write(front, "png", folder.resolve("front-2023.png").toFile());
        ImageIO.write(back, "png", folder.resolve("back-2023.png").toFile());

        assertThat(QrCodes.read(back)).isEqualTo(print.qr().text());
        assertThat(new MrzReader().read(back)).isEqualTo(print.mrz().lines());
        assertThatThrownBy(() -> QrCodes.read(front)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void theDayOfIssueDecidesWhatStandsOnTheCard() throws Exception {
        assertThat(text(Prints.of(Prints.duoc(), LAST_OF_OLD)))
                .contains("CĂN CƯỚC CÔNG DÂN", "Quê quán", "Nơi thường trú", "Đặc điểm nhân dạng")
                .doesNotContain("Nơi đăng ký khai sinh", "BỘ CÔNG AN");
        assertThat(text(Prints.of(Prints.duoc(), FIRST_OF_NEW)))
                .contains(
                        "CĂN CƯỚC",
                        "Số định danh cá nhân",
                        "Nơi cư trú",
                        "Nơi đăng ký khai sinh",
                        "Láng Thượng, Đống Đa, Hà Nội",
                        "15/03/2038",
                        "BỘ CÔNG AN")
                .doesNotContain(
                        "CÔNG DÂN",
                        "Quê quán",
                        "Xuân Trường",
                        "Nơi thường trú",
                        "Đặc điểm nhân dạng",
                        "Ngón trỏ");
    }

    private String text(CardPrint print) throws Exception {
        try (PDDocument pdf = Loader.loadPDF(faces.pdf(print, 0))) {
            return new PDFTextStripper().getText(pdf);
        }
    }

    @Test
    void aChildBelowSixShowsNoPortrait() {
        CardFacts child = Prints.duoc();
        LocalDate sixth = child.birth().plusYears(6);
        // Born 1998: six before the law was in force, so the rule is looked at by another birth.
        CardFacts small = born(child, FIRST_OF_NEW.minusYears(6).plusDays(1));
        CardFacts six = born(child, FIRST_OF_NEW.minusYears(6));

        assertThat(sixth).isBefore(FIRST_OF_NEW);
        assertThat(inPhoto(Prints.of(small, FIRST_OF_NEW))).isFalse();
        assertThat(inPhoto(Prints.of(six, FIRST_OF_NEW))).isTrue();
    }

    /** Whether where the portrait is another picture stands with another portrait. */
    private boolean inPhoto(CardPrint print) {
        CardPrint other =
                new CardPrint(
                        print.facts(),
                        print.mrz(),
                        print.qr(),
                        print.personId(),
                        Optional.of(new BufferedImage(480, 720, BufferedImage.TYPE_INT_RGB)));
        int x = (int) (10 / 25.4 * 300);
        int y = (int) (24 / 25.4 * 300);
        return faces.front(print, 300).getRGB(x, y) != faces.front(other, 300).getRGB(x, y);
    }

    private static CardFacts born(CardFacts facts, LocalDate birth) {
        return new CardFacts(
                facts.number(),
                facts.oldNumber(),
                facts.name(),
                birth,
                facts.sex(),
                facts.nationality(),
                facts.origin(),
                facts.residence(),
                facts.birthRegistration());
    }

    @Test
    void placesFitByRuleAndWhatCannotFitIsFlagged() {
        CardFacts longest =
                Prints.facts(
                        "Nguyễn Phước Bảo Hoàng Công Tằng Tôn Nữ Thị Phương Anh Minh Châu Ngọc Diệp",
                        "Ấp ".repeat(80),
                        "Căn hộ 2504, toà nhà S2.07, khu đô thị Vinhomes Smart City, Tây Mỗ,"
                                + " Nam Từ Liêm, Hà Nội");
        assertThat(faces.problems(longest, Optional.of("Sẹo ".repeat(60)), LegalProfile.LAW_2023))
                .as("origin and features are not printed")
                .isEmpty();
        assertThat(faces.back(Prints.of(longest, FIRST_OF_NEW), 300)).isNotNull();

        CardFacts tooLong = Prints.facts("Trần Thị Được", "Hà Nội", "Thôn ".repeat(60));
        CardFacts both =
                new CardFacts(
                        tooLong.number(),
                        tooLong.oldNumber(),
                        tooLong.name(),
                        tooLong.birth(),
                        tooLong.sex(),
                        tooLong.nationality(),
                        tooLong.origin(),
                        tooLong.residence(),
                        Optional.of("Xã ".repeat(80)));
        assertThat(faces.problems(both, Optional.empty(), LegalProfile.LAW_2023))
                .isEqualTo(List.of("residence_does_not_fit", "birth_registration_does_not_fit"));
    }

    @Test
    void cardsWithoutTheLineAreReadAsTheyWereStored() {
        JsonMapper json = JsonMapper.builder().build();
        String stored = json.writeValueAsString(Prints.duoc());
        String before = stored.replaceAll(",\"birthRegistration\":\"[^\"]*\"", "");

        assertThat(before).isNotEqualTo(stored);
        assertThat(json.readValue(before, CardFacts.class).birthRegistration()).isEmpty();
        assertThat(json.readValue(stored, CardFacts.class)).isEqualTo(Prints.duoc());
    }
}
