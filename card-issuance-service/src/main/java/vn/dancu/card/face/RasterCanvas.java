package vn.dancu.card.face;

import com.google.zxing.common.BitMatrix;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** A picture. Text is drawn as outlines, so that it is the same at each resolution. */
final class RasterCanvas extends Canvas {
    private final BufferedImage image;
    private final Graphics2D graphics;
    private final double pixelsPerMm;

    RasterCanvas(int dpi) {
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

    BufferedImage image() {
        return image;
    }

    @Override
    Shape ground() {
        return outline();
    }

    @Override
    boolean showsEdge() {
        return true;
    }

    @Override
    double pixelsPerMm() {
        return pixelsPerMm;
    }

    @Override
    void fill(Shape shape, Paint paint) {
        graphics.setPaint(paint);
        graphics.fill(shape);
    }

    @Override
    void stroke(Shape shape, double widthMm, Color color) {
        graphics.setColor(color);
        graphics.setStroke(
                new BasicStroke((float) widthMm, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(shape);
    }

    @Override
    void text(Font font, double sizeMm, String text, double x, double baseline, Color color) {
        fill(shape(font, sizeMm, text, x, baseline), color);
    }

    @Override
    void image(BufferedImage picture, Rectangle2D place) {
        AffineTransform at = AffineTransform.getTranslateInstance(place.getX(), place.getY());
        at.scale(place.getWidth() / picture.getWidth(), place.getHeight() / picture.getHeight());
        graphics.drawRenderedImage(picture, at);
    }

    @Override
    void within(Shape shape, Runnable drawing) {
        Shape before = graphics.getClip();
        graphics.clip(shape);
        drawing.run();
        graphics.setClip(before);
    }

    /** On whole pixels, so that edges are sharp and a reader sees equal widths. */
    @Override
    void modules(BitMatrix matrix, double right, double top, double largest) {
        int module = Math.max(1, (int) (largest * pixelsPerMm / matrix.getWidth()));
        int left = (int) Math.round(right * pixelsPerMm) - module * matrix.getWidth();
        int first = (int) Math.round(top * pixelsPerMm);
        Graphics2D g = (Graphics2D) graphics.create();
        g.setTransform(new AffineTransform());
        g.setColor(Color.BLACK);
        for (int row = 0; row < matrix.getHeight(); row++) {
            for (int column = 0; column < matrix.getWidth(); column++) {
                if (matrix.get(column, row)) {
                    g.fillRect(left + column * module, first + row * module, module, module);
                }
            }
        }
        g.dispose();
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}
