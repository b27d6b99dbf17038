package vn.dancu.card.face;

import static vn.dancu.card.face.Ornaments.INK;
import static vn.dancu.card.face.Ornaments.LABEL;
import static vn.dancu.card.face.Ornaments.RED;

import com.google.zxing.common.BitMatrix;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Optional;
import vn.dancu.card.face.FrontSide.Label;
import vn.dancu.card.face.TextBlock.Box;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.LegalProfile;

/** The back: features, issuing authority, chip, fingerprints and the machine readable zone. */
final class BackSide {
    private static final Box FEATURES = new Box(40, 2, 2.1, 1.8, 1.4);

    /** Beside the QR code. */
    private static final Box PLACE = new Box(58, 2, 2.35, 2.1, 1.65);

    static final Label RESIDENCE = new Label("Nơi cư trú", "Place of residence");
    static final Label BIRTH_REGISTRATION =
            new Label("Nơi đăng ký khai sinh", "Place of birth registration");

    /** ICAO 9303-5: ten characters to the inch. */
    private static final double MRZ_PITCH = 2.54;

    private static final double MRZ_SIZE = 3.52;
    private static final double[] MRZ_BASELINES = {37.6, 43.5, 49.4};

    /** ICAO 9303-5: the machine readable zone is the lower 23.2 mm. */
    private static final double MRZ_TOP = Canvas.HEIGHT_MM - 23.2 + 1.6;

    private final Canvas canvas;
    private final CardFonts fonts;
    private final CardPrint print;

    BackSide(Canvas canvas, CardFonts fonts, CardPrint print) {
        this.canvas = canvas;
        this.fonts = fonts;
        this.print = print;
    }

    void draw(BitMatrix qr) {
        Ornaments.ground(canvas);
        if (print.facts().specimen()) {
            FrontSide.specimen(canvas, fonts, 43, 21);
        }
        Ornaments.chipPlate(canvas, 4.4, 13.6);
        if (LegalProfile.on(print.facts().issued()) == LegalProfile.LAW_2014) {
            features();
            authority();
            fingers();
        } else {
            placesAndDates();
            FrontSide.qr(canvas, qr, FrontSide.QR_RIGHT, FrontSide.QR_TOP, FrontSide.QR_SIZE);
        }
        serial();
        machineReadable();
    }

    static Optional<TextBlock> fitPlace(CardFonts fonts, String text, Label label) {
        return FrontSide.fit(fonts, text, label, PLACE);
    }

    /** Law 26/2023 Art 18: neither features nor fingerprints; residence and birth registration. */
    private void placesAndDates() {
        IssuedFacts facts = print.facts();
        FrontSide text = new FrontSide(canvas, fonts, print);
        place(text, RESIDENCE, facts.holder().residence(), 4.9);
        place(text, BIRTH_REGISTRATION, facts.holder().birthRegistration().orElse(""), 9.9);
        double left = 20;
        text.field(
                new Label("Ngày, tháng, năm cấp", "Date of issue"),
                FrontSide.DATE.format(facts.issued()),
                left,
                18.2);
        text.field(
                new Label("Ngày, tháng, năm hết hạn", "Date of expiry"),
                facts.expiry().map(FrontSide.DATE::format).orElse("Không thời hạn"),
                left,
                21.4);
        double cx = 64;
        canvas.centred(fonts.bold(), 1.9, "BỘ CÔNG AN", cx, 25.0, INK);
        canvas.centred(fonts.regular(), 1.3, "MINISTRY OF PUBLIC SECURITY", cx, 27.0, LABEL);
        if (facts.specimen()) {
            seal(cx - 14, 26.0);
        }
    }

    private void place(FrontSide text, Label label, String place, double baseline) {
        TextBlock block =
                fitPlace(fonts, place, label)
                        .orElseThrow(() -> new IllegalStateException("place_does_not_fit"));
        text.lines(label, block, 4.4, baseline);
    }

    private void features() {
        canvas.text(fonts.regular(), 1.8, "Đặc điểm nhân dạng / ", 4.4, 5.4, LABEL);
        double after = 4.4 + Canvas.widthMm(fonts.regular(), 1.8, "Đặc điểm nhân dạng / ");
        canvas.text(fonts.regular(), 1.5, "Personal identification:", after, 5.4, LABEL);
        String text = print.facts().features().orElse("Không ghi nhận / None recorded");
        TextBlock block =
                fitFeatures(fonts, text)
                        .orElseThrow(() -> new IllegalStateException("features_do_not_fit"));
        double baseline = 8.2;
        for (String line : block.lines()) {
            canvas.text(fonts.bold(), block.sizeMm(), line, 4.4, baseline, INK);
            baseline += 2.3;
        }
    }

    static boolean featuresFit(CardFonts fonts, Optional<String> features) {
        return features.map(text -> fitFeatures(fonts, text).isPresent()).orElse(true);
    }

    private static Optional<TextBlock> fitFeatures(CardFonts fonts, String text) {
        return TextBlock.fit(fonts.bold(), fonts.printable(text), FEATURES, 0);
    }

    private void authority() {
        double cx = 33.4;
        IssuedFacts facts = print.facts();
        canvas.centred(
                fonts.regular(), 1.5, "Ngày, tháng, năm / Date, month, year", cx, 13.0, LABEL);
        canvas.centred(fonts.bold(), 2.0, FrontSide.DATE.format(facts.issued()), cx, 15.4, INK);
        canvas.centred(fonts.bold(), 1.42, "CỤC TRƯỞNG CỤC CẢNH SÁT", cx, 17.9, INK);
        canvas.centred(fonts.bold(), 1.42, "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI", cx, 19.8, INK);
        canvas.centred(
                fonts.regular(),
                1.05,
                "DIRECTOR GENERAL OF THE POLICE DEPARTMENT FOR",
                cx,
                21.4,
                LABEL);
        canvas.centred(
                fonts.regular(),
                1.05,
                "ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER",
                cx,
                22.8,
                LABEL);
        if (facts.specimen()) {
            seal(cx - 5.5, 26.8);
            signature(cx + 1.5, 26.9);
        }
    }

    /** A demonstration seal: its words say what it is. */
    private void seal(double cx, double cy) {
        Color ink = Ornaments.withAlpha(RED, 190);
        canvas.stroke(Ornaments.around(cx, cy, 3.4), 0.24, ink);
        canvas.stroke(Ornaments.around(cx, cy, 2.2), 0.1, ink);
        canvas.fill(Ornaments.star(cx, cy, 1.1), ink);
        String words = "MẪU • SPECIMEN • MẪU • SPECIMEN • ";
        for (int i = 0; i < words.length(); i++) {
            String letter = words.substring(i, i + 1);
            Shape flat = Canvas.shape(fonts.bold(), 0.85, letter, -0.25, 0);
            AffineTransform turn = AffineTransform.getTranslateInstance(cx, cy);
            turn.rotate(i * 2 * Math.PI / words.length());
            turn.translate(0, -2.5);
            canvas.fill(turn.createTransformedShape(flat), ink);
        }
    }

    private void signature(double x, double y) {
        Path2D stroke = new Path2D.Double();
        stroke.moveTo(x - 3.5, y + 1.2);
        stroke.curveTo(x - 1, y - 4.5, x + 0.5, y - 2.5, x - 1.2, y + 1.0);
        stroke.curveTo(x - 2.0, y + 2.6, x + 0.8, y - 1.6, x + 1.8, y - 0.6);
        stroke.curveTo(x + 2.6, y + 0.2, x + 1.2, y + 1.6, x + 3.0, y + 0.1);
        stroke.curveTo(x + 4.6, y - 1.4, x + 4.4, y + 1.5, x + 8.2, y - 0.9);
        canvas.stroke(stroke, 0.22, new Color(0x26418F));
    }

    private void fingers() {
        finger(54.6, 0, "Ngón trỏ trái", "Left index finger");
        finger(69.4, 1, "Ngón trỏ phải", "Right index finger");
    }

    private void finger(double x, int index, String vietnamese, String english) {
        Rectangle2D frame = new Rectangle2D.Double(x, 4.2, 12.4, 19.8);
        canvas.fill(frame, new Color(255, 255, 255, 170));
        canvas.stroke(frame, 0.12, new Color(0x7E97A6));
        double cx = frame.getCenterX();
        if (print.facts().specimen()) {
            DrawnPortrait.fingerprint(canvas, frame, print.personId(), index);
        } else {
            canvas.centred(fonts.regular(), 1.4, "Không thu nhận", cx, 13.8, LABEL);
            canvas.centred(fonts.regular(), 1.2, "Not captured", cx, 15.6, LABEL);
        }
        canvas.centred(fonts.regular(), 1.6, vietnamese, cx, 26.1, LABEL);
        canvas.centred(fonts.regular(), 1.35, english, cx, 28.0, LABEL);
    }

    private void serial() {
        String text = print.facts().serial().text();
        canvas.text(fonts.machineReadable(), 1.9, text, 4.4, 27.6, INK);
    }

    private void machineReadable() {
        canvas.fill(
                new Rectangle2D.Double(
                        1.2, MRZ_TOP, Canvas.WIDTH_MM - 2.4, Canvas.HEIGHT_MM - MRZ_TOP - 1.6),
                new Color(255, 255, 255, 150));
        double left = (Canvas.WIDTH_MM - 30 * MRZ_PITCH) / 2;
        for (int row = 0; row < MRZ_BASELINES.length; row++) {
            String line = print.mrz().lines().get(row);
            for (int i = 0; i < line.length(); i++) {
                String letter = line.substring(i, i + 1);
                double width = Canvas.widthMm(fonts.machineReadable(), MRZ_SIZE, letter);
                double x = left + i * MRZ_PITCH + (MRZ_PITCH - width) / 2;
                canvas.text(
                        fonts.machineReadable(),
                        MRZ_SIZE,
                        letter,
                        x,
                        MRZ_BASELINES[row],
                        Color.BLACK);
            }
        }
    }
}
