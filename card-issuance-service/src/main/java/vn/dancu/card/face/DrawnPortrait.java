package vn.dancu.card.face;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.Random;
import java.util.UUID;
import vn.dancu.kernel.Sex;

/**
 * A portrait that is plainly a drawing and shows nobody, for demonstration cards. The same person
 * id gives the same drawing.
 */
final class DrawnPortrait {
    private static final Color[] SKINS = {
        new Color(0xF3D2B3), new Color(0xE9BF98), new Color(0xDDAA7F), new Color(0xC8946B)
    };
    private static final Color[] SHIRTS = {
        new Color(0x2F5D8A),
        new Color(0x3E7C59),
        new Color(0x7A4A6B),
        new Color(0x8A5A2F),
        new Color(0x48506B),
        new Color(0xF4F4F0)
    };
    private static final Color HAIR = new Color(0x221C1A);
    private static final Color GREY_HAIR = new Color(0x8D8A86);

    private final Canvas canvas;
    private final Rectangle2D frame;
    private final Random random;
    private final double unit;
    private final double cx;

    private DrawnPortrait(Canvas canvas, Rectangle2D frame, UUID seed) {
        this.canvas = canvas;
        this.frame = frame;
        this.random = new Random(seed.getMostSignificantBits() ^ seed.getLeastSignificantBits());
        this.unit = frame.getWidth() / 20;
        this.cx = frame.getCenterX();
    }

    /**
     * @param age in years: the hair of the old is grey
     */
    static void draw(Canvas canvas, Rectangle2D frame, UUID seed, Sex sex, int age) {
        canvas.within(frame, () -> new DrawnPortrait(canvas, frame, seed).draw(sex, age));
    }

    private void draw(Sex sex, int age) {
        Color skin = SKINS[random.nextInt(SKINS.length)];
        Color shirt = SHIRTS[random.nextInt(SHIRTS.length)];
        Color hair = age >= 62 ? GREY_HAIR : HAIR;
        boolean glasses = random.nextInt(4) == 0;
        double faceWidth = 8.2 + random.nextDouble() * 1.2;
        double smile = 0.35 + random.nextDouble() * 0.5;
        int style = random.nextInt(3);
        background();
        if (sex == Sex.FEMALE) {
            longHair(hair, faceWidth, style);
        }
        shoulders(shirt, skin);
        face(skin, faceWidth);
        fringe(hair, faceWidth, sex, style);
        features(faceWidth, smile, glasses);
    }

    private double x(double units) {
        return cx + units * unit;
    }

    private double y(double units) {
        return frame.getY() + units * unit;
    }

    private void background() {
        canvas.fill(
                frame,
                new GradientPaint(
                        (float) frame.getX(),
                        (float) frame.getY(),
                        new Color(0xD8E6F0),
                        (float) frame.getX(),
                        (float) frame.getMaxY(),
                        new Color(0xB4CBDD)));
        // Hatching tells at a glance that this is a drawing.
        for (double offset = -30; offset < 30; offset += 1.1) {
            canvas.stroke(
                    Ornaments.line(x(offset), y(0), x(offset + 12), y(30)),
                    0.05,
                    new Color(255, 255, 255, 90));
        }
    }

    private Ellipse2D oval(double left, double top, double width, double height) {
        return new Ellipse2D.Double(x(left), y(top), width * unit, height * unit);
    }

    private void longHair(Color hair, double faceWidth, int style) {
        double half = faceWidth / 2 + 1.5;
        double bottom = style == 0 ? 20.5 : style == 1 ? 24.5 : 17.8;
        Area shape = new Area(oval(-half, 4.6, 2 * half, 13));
        shape.add(
                new Area(
                        new RoundRectangle2D.Double(
                                x(-half),
                                y(10.5),
                                2 * half * unit,
                                (bottom - 10.5) * unit,
                                3 * unit,
                                3 * unit)));
        canvas.fill(shape, hair);
    }

    private void shoulders(Color shirt, Color skin) {
        Path2D body = new Path2D.Double();
        body.moveTo(x(-9.6), y(30.5));
        body.curveTo(x(-9.4), y(24), x(-7), y(22.6), x(-2.4), y(21.2));
        body.lineTo(x(2.4), y(21.2));
        body.curveTo(x(7), y(22.6), x(9.4), y(24), x(9.6), y(30.5));
        body.closePath();
        canvas.fill(body, shirt);
        canvas.stroke(body, 0.12, shirt.darker());
        Path2D neck = new Path2D.Double();
        neck.moveTo(x(-2.3), y(16.5));
        neck.lineTo(x(2.3), y(16.5));
        neck.lineTo(x(2.5), y(21.3));
        neck.quadTo(x(0), y(24.6), x(-2.5), y(21.3));
        neck.closePath();
        canvas.fill(neck, shade(skin, 0.9));
        Path2D collar = new Path2D.Double();
        collar.moveTo(x(-3.1), y(20.8));
        collar.lineTo(x(0), y(25.4));
        collar.lineTo(x(3.1), y(20.8));
        canvas.stroke(collar, 0.7 * unit, shade(shirt, 0.8));
    }

    private void face(Color skin, double faceWidth) {
        double half = faceWidth / 2;
        canvas.fill(oval(-half - 0.75, 11.4, 1.7, 2.8), shade(skin, 0.93));
        canvas.fill(oval(half - 0.95, 11.4, 1.7, 2.8), shade(skin, 0.93));
        Path2D head = new Path2D.Double();
        head.moveTo(x(-half), y(11));
        head.curveTo(x(-half), y(4.2), x(half), y(4.2), x(half), y(11));
        head.curveTo(x(half), y(16.4), x(half * 0.5), y(19), x(0), y(19));
        head.curveTo(x(-half * 0.5), y(19), x(-half), y(16.4), x(-half), y(11));
        head.closePath();
        canvas.fill(head, skin);
        canvas.stroke(head, 0.08, shade(skin, 0.75));
    }

    private void fringe(Color hair, double faceWidth, Sex sex, int style) {
        double half = faceWidth / 2 + (sex == Sex.FEMALE ? 0.5 : 0.35);
        double parting = style == 0 ? -1.6 : style == 1 ? 1.8 : 0;
        Path2D top = new Path2D.Double();
        top.moveTo(x(-half), y(sex == Sex.FEMALE ? 12.6 : 11));
        top.curveTo(x(-half - 0.5), y(3.0), x(half + 0.5), y(3.0), x(half), y(11));
        top.lineTo(x(half), y(sex == Sex.FEMALE ? 12.6 : 11));
        top.curveTo(x(half - 0.7), y(9.2), x(parting + 1.6), y(8.4), x(parting), y(7.0));
        top.curveTo(x(parting - 1.2), y(8.6), x(-half + 0.9), y(9.0), x(-half), y(12.0));
        top.closePath();
        canvas.fill(top, hair);
    }

    private void features(double faceWidth, double smile, boolean glasses) {
        double eye = faceWidth * 0.23;
        Color ink = new Color(0x3A2A24);
        for (int side = -1; side <= 1; side += 2) {
            Path2D brow = new Path2D.Double();
            brow.moveTo(x(side * (eye - 0.95)), y(10.55));
            brow.quadTo(x(side * eye), y(9.95), x(side * (eye + 1.05)), y(10.6));
            canvas.stroke(brow, 0.28 * unit, ink);
            canvas.fill(oval(side * eye - 0.78, 11.55, 1.56, 0.95), Color.WHITE);
            canvas.fill(oval(side * eye - 0.44, 11.55, 0.88, 0.95), ink);
            Path2D lid = new Path2D.Double();
            lid.moveTo(x(side * eye - 0.85), y(12.0));
            lid.quadTo(x(side * eye), y(11.1), x(side * eye + 0.85), y(12.0));
            canvas.stroke(lid, 0.16 * unit, ink);
            if (glasses) {
                canvas.stroke(oval(side * eye - 1.35, 10.9, 2.7, 2.3), 0.2 * unit, ink);
            }
        }
        if (glasses) {
            canvas.stroke(
                    Ornaments.line(x(-eye + 1.35), y(11.9), x(eye - 1.35), y(11.9)),
                    0.2 * unit,
                    ink);
        }
        Path2D nose = new Path2D.Double();
        nose.moveTo(x(-0.25), y(12.6));
        nose.quadTo(x(-0.95), y(14.6), x(0.25), y(14.7));
        canvas.stroke(nose, 0.16 * unit, new Color(0x9A6A4E));
        Path2D mouth = new Path2D.Double();
        mouth.moveTo(x(-1.35), y(16.35));
        mouth.quadTo(x(0), y(16.35 + smile), x(1.35), y(16.35));
        canvas.stroke(mouth, 0.3 * unit, new Color(0xA8493F));
    }

    private static Color shade(Color color, double factor) {
        return new Color(
                (int) (color.getRed() * factor),
                (int) (color.getGreen() * factor),
                (int) (color.getBlue() * factor));
    }

    /** A pattern of ridges that was never on a finger. */
    static void fingerprint(Canvas canvas, Rectangle2D frame, UUID seed, int finger) {
        Random random = new Random(seed.getLeastSignificantBits() + finger);
        double bend = random.nextDouble() * 2 * Math.PI;
        double lean = (random.nextDouble() - 0.5) * 1.6;
        double tilt = (random.nextDouble() - 0.5) * 0.5;
        double cx = frame.getCenterX();
        double cy = frame.getCenterY();
        AffineTransform turn = AffineTransform.getRotateInstance(tilt, cx, cy);
        int rings = 12;
        for (int ring = 1; ring <= rings; ring++) {
            // Neighbouring ridges share their shape, so that they never cross.
            double share = (double) ring / rings;
            Path2D ridge = new Path2D.Double();
            double gap = random.nextDouble() * 2 * Math.PI;
            for (int i = 0; i <= 84; i++) {
                double t = gap + i * 2 * Math.PI / 90;
                double r = share * (1 + 0.06 * Math.sin(3 * t + bend) + 0.03 * Math.sin(5 * t));
                double px = cx + r * 4.9 * Math.cos(t) + (1 - share) * lean;
                double py = cy + r * 8.1 * Math.sin(t) + (1 - share) * 1.4;
                if (i == 0) {
                    ridge.moveTo(px, py);
                } else {
                    ridge.lineTo(px, py);
                }
            }
            canvas.stroke(turn.createTransformedShape(ridge), 0.22, new Color(40, 50, 66, 200));
        }
    }
}
