package vn.dancu.card.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.oned.Code128Reader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class SheetPdfTest {
    private static final String CODE = "CC02-0123456789AB";

    @Test
    void vietnameseTextIsReadBackWhole() throws Exception {
        byte[] pdf = SheetPdf.of(sheet(List.of(new Sheet.Line("Họ và tên", "Đặng Thị Ngọc Ưỡn"))));

        assertThat(text(pdf)).contains("Đặng Thị Ngọc Ưỡn", "PHIẾU THỬ", CODE);
    }

    @Test
    void theBarcodeOfThePrintedPageIsTheCode() throws Exception {
        byte[] pdf = SheetPdf.of(sheet(List.of(new Sheet.Line("Họ và tên", "A"))));

        assertThat(barcode(pdf)).isEqualTo(CODE);
    }

    @Test
    void aLongTextWrapsAndManyLinesGoOnUponTheNextPage() throws Exception {
        List<Sheet.Line> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(new Sheet.Line("Nơi thường trú", ("Thôn" + i + " ").repeat(30).strip()));
        }
        byte[] pdf = SheetPdf.of(sheet(lines));

        String text = text(pdf);
        for (int i = 0; i < 60; i++) {
            assertThat(text.split("Thôn" + i + "\\b", -1)).as("line %s", i).hasSize(31);
        }
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isGreaterThan(2);
        }
    }

    @Test
    void aWordThatIsWiderThanItsLineIsBrokenNotCut() throws Exception {
        String word = "W".repeat(200);
        byte[] pdf = SheetPdf.of(sheet(List.of(new Sheet.Line("Nhãn", word))));

        assertThat(text(pdf).replaceAll("[^W]", "")).hasSize(200);
    }

    private static Sheet sheet(List<Sheet.Line> lines) {
        return new Sheet(
                "CC02",
                "PHIẾU THỬ",
                "",
                CODE,
                List.of(new Sheet.Section("I. MỤC", lines)),
                Optional.empty(),
                List.of("Công dân", "Cán bộ"));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static String barcode(byte[] pdf) throws IOException, NotFoundException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            BufferedImage page = new PDFRenderer(document).renderImageWithDPI(0, 300);
            BufferedImage top = page.getSubimage(150, 0, page.getWidth() / 2, page.getHeight() / 5);
            int[] pixels =
                    top.getRGB(0, 0, top.getWidth(), top.getHeight(), null, 0, top.getWidth());
            return new Code128Reader()
                    .decode(
                            new BinaryBitmap(
                                    new HybridBinarizer(
                                            new RGBLuminanceSource(
                                                    top.getWidth(), top.getHeight(), pixels))))
                    .getText();
        } catch (com.google.zxing.FormatException e) {
            throw new IllegalStateException(e);
        }
    }
}
