package vn.dancu.card.face;

import com.google.zxing.common.BitMatrix;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.font.GlyphVector;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSFloat;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.function.PDFunctionType2;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.shading.PDShadingType2;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/**
 * A page of a print file: vectors, and text in embedded fonts. The page is the card, with the bleed
 * around it; its trim box is the card.
 */
final class PdfCanvas extends Canvas {
    private static final double POINTS_PER_MM = 72 / MM_PER_INCH;

    /** Card printers work at 600 dpi: the smallest marks sit on that grid. */
    private static final double PRINTER_PIXELS_PER_MM = 600 / MM_PER_INCH;

    private final PDDocument document;
    private final PDPageContentStream content;
    private final Map<Font, PDFont> fonts;
    private final Map<Integer, PDExtendedGraphicsState> alphas = new HashMap<>();
    private final double bleedMm;

    /**
     * @param fonts each font as it is embedded in the document
     */
    PdfCanvas(PDDocument document, Map<Font, PDFont> fonts, double bleedMm) throws IOException {
        this.document = document;
        this.fonts = fonts;
        this.bleedMm = bleedMm;
        PDPage page = new PDPage(box(0, WIDTH_MM + 2 * bleedMm, HEIGHT_MM + 2 * bleedMm));
        page.setTrimBox(box(bleedMm, WIDTH_MM, HEIGHT_MM));
        page.setBleedBox(page.getMediaBox());
        document.addPage(page);
        content = new PDPageContentStream(document, page);
        // From here on as on a picture: millimetres from the upper left corner of the card.
        double s = POINTS_PER_MM;
        content.transform(
                new Matrix(
                        (float) s,
                        0,
                        0,
                        (float) -s,
                        (float) (bleedMm * s),
                        (float) ((HEIGHT_MM + bleedMm) * s)));
    }

    private static PDRectangle box(double at, double width, double height) {
        return new PDRectangle(
                (float) (at * POINTS_PER_MM),
                (float) (at * POINTS_PER_MM),
                (float) (width * POINTS_PER_MM),
                (float) (height * POINTS_PER_MM));
    }

    /** Something that writes to the page. */
    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Shape ground() {
        return new Rectangle2D.Double(
                -bleedMm, -bleedMm, WIDTH_MM + 2 * bleedMm, HEIGHT_MM + 2 * bleedMm);
    }

    @Override
    boolean showsEdge() {
        return false;
    }

    @Override
    double pixelsPerMm() {
        return PRINTER_PIXELS_PER_MM;
    }

    @Override
    void fill(Shape shape, Paint paint) {
        write(
                () -> {
                    if (paint instanceof GradientPaint gradient) {
                        content.saveGraphicsState();
                        path(shape);
                        content.clip();
                        content.shadingFill(shading(gradient));
                        content.restoreGraphicsState();
                        return;
                    }
                    color((Color) paint);
                    path(shape);
                    if (shape.getPathIterator(null).getWindingRule()
                            == PathIterator.WIND_EVEN_ODD) {
                        content.fillEvenOdd();
                    } else {
                        content.fill();
                    }
                });
    }

    private void color(Color color) throws IOException {
        content.setNonStrokingColor(color);
        content.setStrokingColor(color);
        content.setGraphicsStateParameters(
                alphas.computeIfAbsent(
                        color.getAlpha(),
                        alpha -> {
                            PDExtendedGraphicsState state = new PDExtendedGraphicsState();
                            state.setNonStrokingAlphaConstant(alpha / 255f);
                            state.setStrokingAlphaConstant(alpha / 255f);
                            return state;
                        }));
    }

    private static PDShadingType2 shading(GradientPaint gradient) {
        COSDictionary ramp = new COSDictionary();
        ramp.setInt(COSName.FUNCTION_TYPE, 2);
        ramp.setItem(COSName.DOMAIN, numbers(0, 1));
        ramp.setItem(COSName.C0, rgb(gradient.getColor1()));
        ramp.setItem(COSName.C1, rgb(gradient.getColor2()));
        ramp.setInt(COSName.N, 1);
        PDShadingType2 shading = new PDShadingType2(new COSDictionary());
        shading.setShadingType(PDShadingType2.SHADING_TYPE2);
        shading.setColorSpace(PDDeviceRGB.INSTANCE);
        Point2D from = gradient.getPoint1();
        Point2D to = gradient.getPoint2();
        shading.setCoords(
                numbers(
                        (float) from.getX(),
                        (float) from.getY(),
                        (float) to.getX(),
                        (float) to.getY()));
        COSArray beyond = new COSArray();
        beyond.add(org.apache.pdfbox.cos.COSBoolean.TRUE);
        beyond.add(org.apache.pdfbox.cos.COSBoolean.TRUE);
        shading.setExtend(beyond);
        shading.setFunction(new PDFunctionType2(ramp));
        return shading;
    }

    private static COSArray rgb(Color color) {
        float[] parts = color.getRGBColorComponents(null);
        return numbers(parts[0], parts[1], parts[2]);
    }

    private static COSArray numbers(float... values) {
        COSArray array = new COSArray();
        for (float value : values) {
            array.add(
                    value == Math.rint(value) ? COSInteger.get((long) value) : new COSFloat(value));
        }
        return array;
    }

    private void path(Shape shape) throws IOException {
        float[] p = new float[6];
        float x = 0;
        float y = 0;
        for (PathIterator it = shape.getPathIterator(null); !it.isDone(); it.next()) {
            switch (it.currentSegment(p)) {
                case PathIterator.SEG_MOVETO -> content.moveTo(p[0], p[1]);
                case PathIterator.SEG_LINETO -> content.lineTo(p[0], p[1]);
                case PathIterator.SEG_QUADTO -> {
                    // A quadratic curve as the cubic one that PDF knows.
                    content.curveTo(
                            x + 2 * (p[0] - x) / 3,
                            y + 2 * (p[1] - y) / 3,
                            p[2] + 2 * (p[0] - p[2]) / 3,
                            p[3] + 2 * (p[1] - p[3]) / 3,
                            p[2],
                            p[3]);
                    p[0] = p[2];
                    p[1] = p[3];
                }
                case PathIterator.SEG_CUBICTO -> {
                    content.curveTo(p[0], p[1], p[2], p[3], p[4], p[5]);
                    p[0] = p[4];
                    p[1] = p[5];
                }
                default -> content.closePath();
            }
            x = p[0];
            y = p[1];
        }
    }

    @Override
    void stroke(Shape shape, double widthMm, Color color) {
        write(
                () -> {
                    color(color);
                    content.setLineWidth((float) widthMm);
                    content.setLineCapStyle(1);
                    content.setLineJoinStyle(1);
                    path(shape);
                    content.stroke();
                });
    }

    /**
     * Text stays text. Where a letter is composed of a base and marks, each part is set at the
     * place that the font's own tables give it.
     */
    @Override
    void text(Font font, double sizeMm, String text, double x, double baseline, Color color) {
        PDFont embedded = java.util.Objects.requireNonNull(fonts.get(font), "an embedded font");
        write(
                () -> {
                    color(color);
                    content.beginText();
                    content.setFont(embedded, (float) sizeMm);
                    if (hasMarks(text)) {
                        GlyphVector glyphs = glyphs(font, text);
                        double scale = perEm(sizeMm);
                        for (int i = 0; i < glyphs.getNumGlyphs(); i++) {
                            Point2D at = glyphs.getGlyphPosition(i);
                            char letter = text.charAt(glyphs.getGlyphCharIndex(i));
                            set(x + at.getX() * scale, baseline + at.getY() * scale);
                            content.showText(String.valueOf(letter));
                        }
                    } else {
                        set(x, baseline);
                        content.showText(text);
                    }
                    content.endText();
                });
    }

    private void set(double x, double baseline) throws IOException {
        content.setTextMatrix(new Matrix(1, 0, 0, -1, (float) x, (float) baseline));
    }

    private static boolean hasMarks(String text) {
        return text.chars().anyMatch(c -> Character.getType(c) == Character.NON_SPACING_MARK);
    }

    @Override
    void image(BufferedImage picture, Rectangle2D place) {
        write(
                () ->
                        content.drawImage(
                                LosslessFactory.createFromImage(document, picture),
                                new Matrix(
                                        (float) place.getWidth(),
                                        0,
                                        0,
                                        (float) -place.getHeight(),
                                        (float) place.getX(),
                                        (float) place.getMaxY())));
    }

    @Override
    void within(Shape shape, Runnable drawing) {
        write(
                () -> {
                    content.saveGraphicsState();
                    path(shape);
                    content.clip();
                    drawing.run();
                    content.restoreGraphicsState();
                });
    }

    /** As one path, so that no light shows between neighbours. */
    @Override
    void modules(BitMatrix matrix, double right, double top, double largest) {
        double grid = PRINTER_PIXELS_PER_MM;
        double module = Math.floor(largest * grid / matrix.getWidth()) / grid;
        double left = Math.round(right * grid) / grid - module * matrix.getWidth();
        double first = Math.round(top * grid) / grid;
        write(
                () -> {
                    color(Color.BLACK);
                    for (int row = 0; row < matrix.getHeight(); row++) {
                        for (int column = 0; column < matrix.getWidth(); column++) {
                            if (matrix.get(column, row)) {
                                content.addRect(
                                        (float) (left + column * module),
                                        (float) (first + row * module),
                                        (float) module,
                                        (float) module);
                            }
                        }
                    }
                    content.fill();
                });
    }

    @Override
    public void close() {
        write(content::close);
    }
}
