package vn.dancu.card.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardPdfTest {
    private static final double POINTS_PER_MM = 72 / 25.4;
    private final CardFaces faces = new CardFaces();

    @ParameterizedTest
    @ValueSource(doubles = {0, 3})
    void pagesAreExactlyId1AndTheBleedIsAroundIt(double bleed) throws Exception {
        try (PDDocument pdf = Loader.loadPDF(faces.pdf(Prints.of(Prints.duoc()), bleed))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(2);
            for (PDPage page : pdf.getPages()) {
                assertSize(page.getTrimBox(), 85.6, 53.98);
                assertSize(page.getMediaBox(), 85.6 + 2 * bleed, 53.98 + 2 * bleed);
                assertThat(page.getTrimBox().getLowerLeftX())
                        .isEqualTo((float) (bleed * POINTS_PER_MM), within(0.001f));
            }
        }
    }

    private static void assertSize(PDRectangle box, double width, double height) {
        assertThat(box.getWidth()).isEqualTo((float) (width * POINTS_PER_MM), within(0.002f));
        assertThat(box.getHeight()).isEqualTo((float) (height * POINTS_PER_MM), within(0.002f));
    }

    @Test
    void textIsTextInEmbeddedFonts() throws Exception {
        CardPrint print = Prints.of(Prints.duoc());
        try (PDDocument pdf = Loader.loadPDF(faces.pdf(print, 0))) {
            List<String> fonts = new ArrayList<>();
            for (PDPage page : pdf.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    PDFont font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).as(font.getName()).isTrue();
                    fonts.add(font.getName());
                }
            }
            assertThat(fonts).anyMatch(name -> name.contains("OCR"));
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setEndPage(1);
            assertThat(stripper.getText(pdf))
                    .contains("TRẦN THỊ ĐƯỢC", "079198000123", "Xuân Trường, Nam Định");
        }
    }

    @Test
    void lettersComposedOfMarksKeepTheirPlaces() throws Exception {
        // Letters that the font has whole differ by their edges alone; composed ones no more.
        double whole = difference("Trần Thị Được");
        double composed = difference("K'Brơi Čơ Ñŏ");

        assertThat(whole).isLessThan(0.04);
        assertThat(composed).isLessThan(whole + 0.002);
    }

    /** By how much the printed front differs from the picture of it. */
    private double difference(String name) throws Exception {
        CardPrint print = Prints.of(Prints.facts(name, "Đắk Lắk", "Đắk Lắk"));
        try (PDDocument pdf = Loader.loadPDF(faces.pdf(print, 0))) {
            BufferedImage page = new PDFRenderer(pdf).renderImageWithDPI(0, 300);
            return difference(page, faces.front(print, 300));
        }
    }

    @Test
    void thePrintedPagesShowWhatThePicturesShowAndTheirCodesAreRead() throws Exception {
        CardPrint print = Prints.of(Prints.duoc());
        try (PDDocument pdf = Loader.loadPDF(faces.pdf(print, 0))) {
            PDFRenderer renderer = new PDFRenderer(pdf);
            BufferedImage front = renderer.renderImageWithDPI(0, 600);
            BufferedImage back = renderer.renderImageWithDPI(1, 600);
            keep(front, "front-from-pdf.png");
            keep(back, "back-from-pdf.png");

            assertThat(QrCodes.read(front)).isEqualTo(print.qr().text());
            assertThat(new MrzReader().read(back)).isEqualTo(print.mrz().lines());
            assertThat(difference(front, faces.front(print, 600))).isLessThan(0.02);
            assertThat(difference(back, faces.back(print, 600))).isLessThan(0.02);
        }
    }

    /** For whoever wants to look at what was drawn. */
    private static void keep(BufferedImage image, String name) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "faces"));
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    /** The share of pixels, away from the round corners, that differ plainly. */
    private static double difference(BufferedImage one, BufferedImage other) {
        int width = Math.min(one.getWidth(), other.getWidth());
        int height = Math.min(one.getHeight(), other.getHeight());
        int margin = width / 24;
        long differing = 0;
        long all = 0;
        for (int y = margin; y < height - margin; y++) {
            for (int x = margin; x < width - margin; x++) {
                int a = one.getRGB(x, y);
                int b = other.getRGB(x, y);
                int apart = 0;
                for (int shift = 0; shift < 24; shift += 8) {
                    apart = Math.max(apart, Math.abs((a >> shift & 255) - (b >> shift & 255)));
                }
                differing += apart > 96 ? 1 : 0;
                all++;
            }
        }
        return (double) differing / all;
    }
}
