package vn.dancu.card.face;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/**
 * A drawing surface in millimetres from the upper left corner of the card. Text is drawn as
 * outlines, so that it is the same at each resolution.
 */
final class Canvas implements AutoCloseable {
    /** ID-1 (ISO/IEC 7810; Circular 06/2021): 85.6 by 53.98 mm, corners of 3.18 mm. */
    static final double WIDTH_MM = 85.6;

    static final double HEIGHT_MM = 53.98;
    static final double CORNER_RADIUS_MM = 3.18;
    private static final double MM_PER_INCH = 25.4;

    /** Layout is measured at one large size and scaled, so that it does not depend on dpi. */
    private static final float LAYOUT_SIZE = 200f;

    private static final FontRenderContext LAYOUT = new FontRenderContext(null, true, true);

    private final BufferedImage image;
    private final Graphics2D graphics;
    private final double pixelsPerMm;

    Canvas(int dpi) {
        pixelsPerMm = dpi / MM_PER_INCH;
        image =
                new BufferedImage(
                        (int) Math.round(WIDTH_MM * pixelsPerMm),
                        (int) Math.round(HEIGHT_MM * pixelsPerMm),
                        BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setRenderingHint(
                RenderingHints.KEY_RENDERING, RenderingHints.VALUE_RENDER_QUALITY);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(pixelsPerMm, pixelsPerMm);
    }

    static RoundRectangle2D outline() {
        return new RoundRectangle2D.Double(
                0, 0, WIDTH_MM, HEIGHT_MM, 2 * CORNER_RADIUS_MM, 2 * CORNER_RADIUS_MM);
    }

    /** In millimetres. */
    Graphics2D graphics() {
        return graphics;
    }

    double pixelsPerMm() {
        return pixelsPerMm;
    }

    BufferedImage image() {
        return image;
    }

    void fill(Shape shape, Color color) {
        graphics.setColor(color);
        graphics.fill(shape);
    }

    void stroke(Shape shape, double widthMm, Color color) {
        graphics.setColor(color);
        graphics.setStroke(
                new BasicStroke((float) widthMm, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(shape);
    }

    void text(Font font, double sizeMm, String text, double x, double baseline, Color color) {
        fill(shape(font, sizeMm, text, x, baseline), color);
    }

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

    private static GlyphVector glyphs(Font font, String text) {
        char[] characters = text.toCharArray();
        return font.deriveFont(LAYOUT_SIZE)
                .layoutGlyphVector(
                        LAYOUT, characters, 0, characters.length, Font.LAYOUT_LEFT_TO_RIGHT);
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}
