package vn.dancu.card.face;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/**
 * The ground and the marks of the card: guilloche lines, rosettes and a star ornament. All are made
 * from formulas. The ornament stands where the national emblem does on the official card and is
 * deliberately not that emblem.
 */
final class Ornaments {
    static final Color INK = new Color(0x1B2430);
    static final Color LABEL = new Color(0x3C5563);
    static final Color RED = new Color(0xB3202A);
    static final Color GOLD = new Color(0xC9962B);
    private static final Color TEAL = new Color(0x2F8FA0);
    private static final Color SAND = new Color(0xD9B26A);

    /** Lines run on past the edge of the card, into the bleed. */
    private static final double BEYOND = 4;

    private Ornaments() {}

    /** A pale ground from sea green to sand with woven lines, as a ground for dark print. */
    static void ground(Canvas canvas) {
        Shape ground = canvas.ground();
        canvas.fill(
                ground,
                new GradientPaint(
                        0f,
                        0f,
                        new Color(0xDDF0F0),
                        (float) Canvas.WIDTH_MM,
                        (float) Canvas.HEIGHT_MM,
                        new Color(0xFBF0DA)));
        canvas.within(
                ground,
                () -> {
                    weave(canvas, withAlpha(TEAL, 60), 26, 0.0);
                    weave(canvas, withAlpha(SAND, 80), 26, Math.PI / 2);
                    rosette(canvas, 72, 38, 17, withAlpha(TEAL, 60));
                    rosette(canvas, 41, 25, 13, withAlpha(GOLD, 60));
                });
        if (canvas.showsEdge()) {
            canvas.stroke(Canvas.outline(), 0.15, withAlpha(TEAL, 140));
        }
    }

    private static void weave(Canvas canvas, Color color, int lines, double phase) {
        for (int line = 0; line < lines; line++) {
            double base = -4 + line * (Canvas.HEIGHT_MM + 8) / (lines - 1);
            Path2D path = new Path2D.Double();
            for (int i = 0; i <= 180; i++) {
                double x = -BEYOND + i * (Canvas.WIDTH_MM + 2 * BEYOND) / 180;
                double y =
                        base
                                + 2.6 * Math.sin(x / 7.5 + phase + line * 0.21)
                                + 1.3 * Math.sin(x / 3.1 - line * 0.33);
                if (i == 0) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
            }
            canvas.stroke(path, 0.09, color);
        }
    }

    private static void rosette(Canvas canvas, double cx, double cy, double radius, Color color) {
        for (int ring = 0; ring < 9; ring++) {
            Path2D path = new Path2D.Double();
            double size = radius * (0.28 + 0.09 * ring);
            for (int i = 0; i <= 480; i++) {
                double t = i * 2 * Math.PI / 480;
                double r = size * (1 + 0.16 * Math.cos(16 * t + ring * Math.PI / 2));
                double x = cx + r * Math.cos(t);
                double y = cy + r * Math.sin(t);
                if (i == 0) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
            }
            path.closePath();
            canvas.stroke(path, 0.09, color);
        }
    }

    /** A golden star on a red field within petals, 12 mm across as the emblem's place is. */
    static void starOrnament(Canvas canvas, double cx, double cy, double diameter) {
        double r = diameter / 2;
        int petals = 16;
        for (int i = 0; i < petals; i++) {
            Shape petal = new Ellipse2D.Double(-r * 0.15, -r, r * 0.30, r * 0.56);
            AffineTransform turn = AffineTransform.getTranslateInstance(cx, cy);
            turn.rotate(i * 2 * Math.PI / petals);
            Shape placed = turn.createTransformedShape(petal);
            canvas.fill(placed, i % 2 == 0 ? GOLD : new Color(0xE3BC5E));
            canvas.stroke(placed, 0.07, new Color(0x8F6A1C));
        }
        Shape disc = new Ellipse2D.Double(cx - r * 0.68, cy - r * 0.68, r * 1.36, r * 1.36);
        canvas.fill(disc, RED);
        canvas.stroke(disc, 0.18, GOLD);
        canvas.fill(star(cx, cy, r * 0.52), new Color(0xFFD84A));
    }

    static Shape star(double cx, double cy, double radius) {
        Path2D path = new Path2D.Double();
        // The inner radius of the five-pointed star whose sides are straight lines.
        double inner = radius * 0.381966;
        for (int i = 0; i < 10; i++) {
            double angle = -Math.PI / 2 + i * Math.PI / 5;
            double r = i % 2 == 0 ? radius : inner;
            double x = cx + r * Math.cos(angle);
            double y = cy + r * Math.sin(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    /** The sign of a document with a chip, simplified: a circle in the gap of a card. */
    static void chipSign(Canvas canvas, double x, double y, double width) {
        double height = width * 0.62;
        RoundRectangle2D card = new RoundRectangle2D.Double(x, y, width, height, 0.6, 0.6);
        canvas.fill(card, INK);
        double mid = y + height / 2;
        double r = height * 0.24;
        canvas.fill(new Rectangle2D.Double(x, mid - 0.14, width, 0.28), paper());
        Ellipse2D gap = around(x + width / 2, mid, r + 0.28);
        canvas.fill(gap, paper());
        Area ring = new Area(around(x + width / 2, mid, r));
        ring.subtract(new Area(around(x + width / 2, mid, r - 0.34)));
        canvas.fill(ring, INK);
    }

    /** The contact plate of the chip with its eight fields. */
    static void chipPlate(Canvas canvas, double x, double y) {
        double width = 12;
        double height = 10;
        RoundRectangle2D plate = new RoundRectangle2D.Double(x, y, width, height, 2.4, 2.4);
        canvas.fill(
                plate,
                new GradientPaint(
                        (float) x,
                        (float) y,
                        new Color(0xE9CD7D),
                        (float) (x + width),
                        (float) (y + height),
                        new Color(0xC49A3C)));
        Color groove = new Color(0x8C6B22);
        canvas.stroke(plate, 0.14, groove);
        RoundRectangle2D heart =
                new RoundRectangle2D.Double(x + 3.9, y + 2.5, width - 7.8, height - 5, 1.4, 1.4);
        canvas.stroke(heart, 0.14, groove);
        for (int i = 1; i < 4; i++) {
            double row = y + i * height / 4;
            canvas.stroke(line(x, row, x + 3.9, row), 0.14, groove);
            canvas.stroke(line(x + width - 3.9, row, x + width, row), 0.14, groove);
        }
        canvas.stroke(line(x + width / 2, y, x + width / 2, y + 2.5), 0.14, groove);
        canvas.stroke(
                line(x + width / 2, y + height - 2.5, x + width / 2, y + height), 0.14, groove);
    }

    static Shape line(double x1, double y1, double x2, double y2) {
        return new Line2D.Double(x1, y1, x2, y2);
    }

    static Ellipse2D around(double cx, double cy, double r) {
        return new Ellipse2D.Double(cx - r, cy - r, 2 * r, 2 * r);
    }

    static Color withAlpha(Color color, int alpha) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
    }

    private static Color paper() {
        return new Color(0xEAF3F0);
    }
}
