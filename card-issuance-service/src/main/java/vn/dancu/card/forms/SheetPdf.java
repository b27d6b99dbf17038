package vn.dancu.card.forms;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.oned.Code128Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.image.JPEGFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;

/**
 * Sets a sheet on A4 with an embedded Vietnamese font; text that is longer than its line wraps, and
 * what does not fit a page goes on upon the next one. Nothing is cut.
 */
public final class SheetPdf {
    private static final float MARGIN = 50;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
    private static final float TOP = PDRectangle.A4.getHeight() - MARGIN;
    private static final float SIZE = 10.5f;
    private static final float LEADING = 16;
    private static final float LABEL_WIDTH = 190;

    /** 4 × 6 cm in points. */
    private static final float PORTRAIT_WIDTH = 113.4f;

    private static final float PORTRAIT_HEIGHT = 170.1f;
    private static final float BAR_HEIGHT = 28;
    private static final float BARS_WIDTH = 200;

    private SheetPdf() {}

    /** The sheet as a PDF. */
    public static byte[] of(Sheet sheet) {
        try (PDDocument document = new PDDocument();
                Pages pages = new Pages(document)) {
            document.getDocumentInformation().setTitle(sheet.form() + " " + sheet.code());
            head(pages, sheet);
            for (Sheet.Section section : sheet.sections()) {
                section(pages, section);
            }
            signatures(pages, sheet.signatures());
            pages.close();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void head(Pages pages, Sheet sheet) throws IOException {
        pages.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", pages.bold, 12);
        pages.centred("Độc lập - Tự do - Hạnh phúc", pages.bold, 11);
        pages.down(14);
        barcode(pages, sheet.code());
        pages.text(sheet.form(), MARGIN + WIDTH - 40, pages.bold, 11);
        pages.down(BAR_HEIGHT + 12);
        pages.centred(sheet.title(), pages.bold, 14);
        if (!sheet.subtitle().isEmpty()) {
            pages.centred(sheet.subtitle(), pages.regular, SIZE);
        }
        pages.down(8);
        if (!sheet.signatures().isEmpty()) {
            portrait(pages, sheet);
        }
    }

    private static void portrait(Pages pages, Sheet sheet) throws IOException {
        float x = MARGIN + WIDTH - PORTRAIT_WIDTH;
        float y = pages.y - PORTRAIT_HEIGHT;
        if (sheet.portrait().isPresent()) {
            PDImageXObject image =
                    JPEGFactory.createFromByteArray(pages.document, sheet.portrait().orElseThrow());
            pages.stream.drawImage(image, x, y, PORTRAIT_WIDTH, PORTRAIT_HEIGHT);
        }
        pages.stream.addRect(x, y, PORTRAIT_WIDTH, PORTRAIT_HEIGHT);
        pages.stream.stroke();
        pages.narrowUntil = y - 8;
    }

    /** Bars as rectangles, so that they stay sharp at any size. */
    private static void barcode(Pages pages, String code) throws IOException {
        BitMatrix bars = new Code128Writer().encode(code, BarcodeFormat.CODE_128, 0, 1);
        float unit = BARS_WIDTH / bars.getWidth();
        for (int x = 0; x < bars.getWidth(); x++) {
            if (bars.get(x, 0)) {
                pages.stream.addRect(MARGIN + x * unit, pages.y - BAR_HEIGHT, unit, BAR_HEIGHT);
            }
        }
        pages.stream.fill();
        pages.textAt(code, MARGIN, pages.y - BAR_HEIGHT - 9, pages.regular, 8);
    }

    private static void section(Pages pages, Sheet.Section section) throws IOException {
        pages.need(3 * LEADING);
        pages.down(4);
        pages.text(section.heading(), MARGIN, pages.bold, SIZE);
        pages.down(LEADING);
        int number = 1;
        for (Sheet.Line line : section.lines()) {
            line(pages, number++ + ". " + line.label() + ":", line.text());
        }
    }

    private static void line(Pages pages, String label, String text) throws IOException {
        String shown = text.isEmpty() ? ".".repeat(40) : text;
        List<String> rows = pages.wrapped(shown, pages.width() - LABEL_WIDTH);
        pages.need(rows.size() * LEADING);
        pages.text(label, MARGIN, pages.regular, SIZE);
        for (String row : rows) {
            pages.text(row, MARGIN + LABEL_WIDTH, pages.bold, SIZE);
            pages.down(LEADING);
        }
    }

    private static void signatures(Pages pages, List<String> signatures) throws IOException {
        if (signatures.isEmpty()) {
            return;
        }
        pages.need(8 * LEADING);
        pages.down(LEADING);
        float column = WIDTH / signatures.size();
        for (int i = 0; i < signatures.size(); i++) {
            pages.text(signatures.get(i), MARGIN + i * column, pages.bold, SIZE);
        }
        pages.down(6 * LEADING);
    }

    /** Where the next text goes. */
    private static final class Pages implements AutoCloseable {
        private final PDDocument document;
        private final PDFont regular;
        private final PDFont bold;
        private PDPageContentStream stream;
        private float y = TOP;

        /** Lines above this height leave room for the portrait. */
        private float narrowUntil = Float.MAX_VALUE;

        private boolean open = true;

        Pages(PDDocument document) throws IOException {
            this.document = document;
            this.regular = font(document, "BeVietnamPro-Regular.ttf");
            this.bold = font(document, "BeVietnamPro-SemiBold.ttf");
            this.stream = begin();
        }

        private static PDFont font(PDDocument document, String file) throws IOException {
            try (InputStream in =
                    SheetPdf.class.getResourceAsStream("/vn/dancu/card/face/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("a font is missing: " + file);
                }
                return PDType0Font.load(document, in, true);
            }
        }

        private PDPageContentStream begin() throws IOException {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            y = TOP;
            narrowUntil = Float.MAX_VALUE;
            return new PDPageContentStream(document, page);
        }

        /** Goes on upon another page where this one has no such height left. */
        void need(float height) throws IOException {
            if (y - height < MARGIN) {
                stream.close();
                stream = begin();
            }
        }

        float width() {
            boolean beside = narrowUntil < Float.MAX_VALUE && y > narrowUntil;
            return beside ? WIDTH - PORTRAIT_WIDTH - 10 : WIDTH;
        }

        void down(float points) {
            y -= points;
        }

        void centred(String text, PDFont font, float size) throws IOException {
            float width = font.getStringWidth(text) / 1000 * size;
            text(text, MARGIN + (WIDTH - width) / 2, font, size);
            down(size + 5);
        }

        void text(String text, float x, PDFont font, float size) throws IOException {
            textAt(text, x, y - size, font, size);
        }

        void textAt(String text, float x, float height, PDFont font, float size)
                throws IOException {
            stream.beginText();
            stream.setFont(font, size);
            stream.newLineAtOffset(x, height);
            stream.showText(text);
            stream.endText();
        }

        /** Rows no wider than this; a single word that is wider is broken. */
        List<String> wrapped(String text, float width) throws IOException {
            List<String> rows = new ArrayList<>();
            StringBuilder row = new StringBuilder();
            for (String word : text.split(" ", -1)) {
                String longer = row.isEmpty() ? word : row + " " + word;
                if (row.isEmpty() || fits(longer, width)) {
                    row.setLength(0);
                    row.append(longer);
                } else {
                    rows.add(row.toString());
                    row.setLength(0);
                    row.append(word);
                }
                while (!fits(row.toString(), width)) {
                    int end = row.length() - 1;
                    while (end > 1 && !fits(row.substring(0, end), width)) {
                        end--;
                    }
                    rows.add(row.substring(0, end));
                    row.delete(0, end);
                }
            }
            rows.add(row.toString());
            return rows;
        }

        private boolean fits(String text, float width) throws IOException {
            return bold.getStringWidth(text) / 1000 * SIZE <= width;
        }

        @Override
        public void close() throws IOException {
            if (open) {
                open = false;
                stream.close();
            }
        }
    }
}
