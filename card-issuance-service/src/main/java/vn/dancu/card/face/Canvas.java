package vn.dancu.card.face;

import com.google.zxing.common.BitMatrix;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/**
 * A drawing surface in millimetres from the upper left corner of the card: a picture, or a page
 * that is printed. Both measure text in the same way, so that what fits one fits the other.
 */
abstract sealed class Canvas implements AutoCloseable permits RasterCanvas, PdfCanvas {
    /** ID-1 (ISO/IEC 7810; Circular 06/2021): 85.6 by 53.98 mm, corners of 3.18 mm. */
    static final double WIDTH_MM = 85.6;

    static final double HEIGHT_MM = 53.98;
    static final double CORNER_RADIUS_MM = 3.18;
    static final double MM_PER_INCH = 25.4;

    /** Layout is measured at one large size and scaled, so that it does not depend on dpi. */
    private static final float LAYOUT_SIZE = 200f;

    private static final FontRenderContext LAYOUT = new FontRenderContext(null, true, true);

    static RoundRectangle2D outline() {
        return new RoundRectangle2D.Double(
                0, 0, WIDTH_MM, HEIGHT_MM, 2 * CORNER_RADIUS_MM, 2 * CORNER_RADIUS_MM);
    }

    /** What the ground covers: the card as it is seen, or the whole page. */
    abstract Shape ground();

    /** Whether the edge of the card is drawn; a print has none. */
    abstract boolean showsEdge();

    /** Pixels to the millimetre that the smallest marks sit on. */
    abstract double pixelsPerMm();

    /**
     * @param paint a colour, or a gradient of two
     */
    abstract void fill(Shape shape, Paint paint);

    abstract void stroke(Shape shape, double widthMm, Color color);

    abstract void text(
            Font font, double sizeMm, String text, double x, double baseline, Color color);

    abstract void image(BufferedImage image, Rectangle2D place);

    /** Draws within a shape only. */
    abstract void within(Shape shape, Runnable drawing);

    /** Squares of one colour, each of whole pixels, from an upper right corner. */
    abstract void modules(BitMatrix matrix, double right, double top, double largest);

    void centred(Font font, double sizeMm, String text, double x, double baseline, Color color) {
        text(font, sizeMm, text, x - widthMm(font, sizeMm, text) / 2, baseline, color);
    }

    static Shape shape(Font font, double sizeMm, String text, double x, double baseline) {
        double scale = sizeMm / LAYOUT_SIZE;
        AffineTransform place = AffineTransform.getTranslateInstance(x, baseline);
        place.scale(scale, scale);
        return place.createTransformedShape(glyphs(font, text).getOutline());
    }

    /** How wide a text is when set in this font at this size (the em, in millimetres). */
    static double widthMm(Font font, double sizeMm, String text) {
        return glyphs(font, text).getLogicalBounds().getWidth() * sizeMm / LAYOUT_SIZE;
    }

    static double perEm(double sizeMm) {
        return sizeMm / LAYOUT_SIZE;
    }

    /** Laid out at the size that {@link #perEm} scales from. */
    static GlyphVector glyphs(Font font, String text) {
        char[] characters = text.toCharArray();
        return font.deriveFont(LAYOUT_SIZE)
                .layoutGlyphVector(
                        LAYOUT, characters, 0, characters.length, Font.LAYOUT_LEFT_TO_RIGHT);
    }

    @Override
    public abstract void close();
}
