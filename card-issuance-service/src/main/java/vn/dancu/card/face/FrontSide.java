package vn.dancu.card.face;

import static vn.dancu.card.face.Ornaments.INK;
import static vn.dancu.card.face.Ornaments.LABEL;
import static vn.dancu.card.face.Ornaments.RED;

import com.google.zxing.common.BitMatrix;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import vn.dancu.card.face.TextBlock.Box;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.LegalProfile;
import vn.dancu.kernel.Sex;

/** The front: who the holder is, in Vietnamese and English. Measures in millimetres. */
final class FrontSide {
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/uuuu");

    private static final double LEFT = 27.4;
    private static final double RIGHT = 82.4;

    /** Two lines of 55 mm; capitals under 1.6 mm of height are hard to read. */
    private static final Box NAME = new Box(RIGHT - LEFT, 2, 3.35, 2.7, 2.2);

    private static final Box ADDRESS = new Box(RIGHT - LEFT, 2, 2.35, 2.1, 1.65);

    static final Label ORIGIN = new Label("Quê quán", "Place of origin");
    static final Label RESIDENCE = new Label("Nơi thường trú", "Place of residence");
    private static final double GAP = 0.6;
    private static final Rectangle2D PHOTO = new Rectangle2D.Double(4.2, 17.6, 20, 30);
    private static final int PORTRAIT_FROM_AGE = 6;
    static final double QR_SIZE = 14.6;
    static final double QR_RIGHT = 82.4;
    static final double QR_TOP = 4.0;

    private final Canvas canvas;
    private final CardFonts fonts;
    private final CardPrint print;

    FrontSide(Canvas canvas, CardFonts fonts, CardPrint print) {
        this.canvas = canvas;
        this.fonts = fonts;
        this.print = print;
    }

    void draw(BitMatrix qr) {
        Ornaments.ground(canvas);
        Ornaments.starOrnament(canvas, 14.2, 9.4, 12);
        LegalProfile law = LegalProfile.on(print.facts().issued());
        if (law == LegalProfile.LAW_2014 || !isOfSmallChild()) {
            portrait();
        }
        if (print.facts().specimen()) {
            specimen(canvas, fonts, 50, 36);
        }
        Ornaments.chipSign(canvas, 77.2, 22.2, 5.2);
        if (law == LegalProfile.LAW_2014) {
            heading("CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card");
            holder();
            expiry();
            qr(canvas, qr, QR_RIGHT, QR_TOP, QR_SIZE);
        } else {
            heading("CĂN CƯỚC", "Identity Card");
            holderByLaw2023();
        }
    }

    /** Circular 16/2024/TT-BCA: the card of a child below six shows no portrait. */
    private boolean isOfSmallChild() {
        LocalDate birth = print.facts().holder().birth();
        return print.facts().issued().isBefore(birth.plusYears(PORTRAIT_FROM_AGE));
    }

    /**
     * Across the middle, below the print: the card stays legible and cannot pass for a real one.
     */
    static void specimen(Canvas canvas, CardFonts fonts, double cx, double cy) {
        String words = "MẪU / SPECIMEN";
        double size = 7.0;
        double width = Canvas.widthMm(fonts.bold(), size, words);
        Shape flat = Canvas.shape(fonts.bold(), size, words, -width / 2, size * 0.35);
        AffineTransform place = AffineTransform.getTranslateInstance(cx, cy);
        place.rotate(Math.toRadians(-17));
        Shape words17 = place.createTransformedShape(flat);
        canvas.fill(words17, Ornaments.withAlpha(RED, 48));
        canvas.stroke(words17, 0.12, Ornaments.withAlpha(RED, 95));
    }

    private void heading(String vietnamese, String english) {
        double cx = 43.4;
        canvas.centred(fonts.bold(), 2.12, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", cx, 5.4, INK);
        canvas.centred(fonts.bold(), 2.0, "Độc lập - Tự do - Hạnh phúc", cx, 8.1, INK);
        canvas.centred(fonts.regular(), 1.55, "SOCIALIST REPUBLIC OF VIET NAM", cx, 10.3, LABEL);
        canvas.centred(
                fonts.regular(), 1.55, "Independence - Freedom - Happiness", cx, 12.3, LABEL);
        canvas.stroke(Ornaments.line(cx - 9.5, 13.2, cx + 9.5, 13.2), 0.12, LABEL);
        double title = 45.9;
        canvas.centred(fonts.bold(), 3.5, vietnamese, title, 17.9, RED);
        canvas.centred(fonts.bold(), 1.95, english, title, 20.6, RED);
    }

    private void holder() {
        CardFacts facts = print.facts().holder();
        double x = label(new Label("Số", "No."), LEFT, 25.4);
        canvas.text(fonts.bold(), 3.9, facts.number().digits(), x, 25.5, INK);
        label(new Label("Họ và tên", "Full name"), LEFT, 28.8);
        name(facts.name().upper(), 31.5);
        field(new Label("Ngày sinh", "Date of birth"), DATE.format(facts.birth()), LEFT, 36.9);
        field(new Label("Giới tính", "Sex"), sexWord(facts.sex()), 64.5, 36.9);
        field(new Label("Quốc tịch", "Nationality"), nationality(facts), LEFT, 39.9);
        address(ORIGIN, facts.origin(), 42.9);
        address(RESIDENCE, facts.residence(), 48.2);
    }

    /** Neither origin nor residence nor expiry: what else there is stands on the back. */
    private void holderByLaw2023() {
        CardFacts facts = print.facts().holder();
        label(new Label("Số định danh cá nhân", "Personal identification number"), LEFT, 25.4);
        canvas.text(fonts.bold(), 3.9, facts.number().digits(), LEFT, 29.7, INK);
        label(new Label("Họ, chữ đệm và tên khai sinh", "Full name"), LEFT, 33.4);
        name(facts.name().upper(), 36.2);
        field(
                new Label("Ngày, tháng, năm sinh", "Date of birth"),
                DATE.format(facts.birth()),
                LEFT,
                43.0);
        field(new Label("Giới tính", "Sex"), sexWord(facts.sex()), LEFT, 47.0);
        field(new Label("Quốc tịch", "Nationality"), nationality(facts), 52, 47.0);
    }

    void field(Label label, String value, double x, double baseline) {
        canvas.text(fonts.bold(), 2.35, value, label(label, x, baseline), baseline, INK);
    }

    static Optional<TextBlock> fitName(CardFonts fonts, String upper) {
        return TextBlock.fit(fonts.bold(), fonts.printable(upper), NAME, 0);
    }

    /** The first line of an address starts behind its label. */
    static Optional<TextBlock> fitAddress(CardFonts fonts, String text, Label label) {
        return fit(fonts, text, label, ADDRESS);
    }

    static Optional<TextBlock> fit(CardFonts fonts, String text, Label label, Box box) {
        return TextBlock.fit(fonts.bold(), fonts.printable(text), box, label.widthMm(fonts) + GAP);
    }

    /**
     * @param top baseline of the first of two lines; one line stands in the middle
     */
    private void name(String upper, double top) {
        TextBlock block =
                fitName(fonts, upper)
                        .orElseThrow(() -> new IllegalStateException("name_does_not_fit"));
        double baseline = block.lines().size() == 1 ? top + 1.5 : top;
        for (String line : block.lines()) {
            canvas.text(fonts.bold(), block.sizeMm(), line, LEFT, baseline, INK);
            baseline += 2.55;
        }
    }

    private void address(Label label, String text, double baseline) {
        TextBlock block =
                fitAddress(fonts, text, label)
                        .orElseThrow(() -> new IllegalStateException("address_does_not_fit"));
        lines(label, block, LEFT, baseline);
    }

    /** A label and lines of text, the first of them behind it. */
    void lines(Label label, TextBlock block, double left, double baseline) {
        double x = label(label, left, baseline);
        double y = baseline;
        for (String line : block.lines()) {
            canvas.text(fonts.bold(), block.sizeMm(), line, x, y, INK);
            x = left;
            y += 2.5;
        }
    }

    /** Draws a label and says where its value begins. */
    private double label(Label label, double x, double baseline) {
        canvas.text(fonts.regular(), Label.SIZE, label.first(), x, baseline, LABEL);
        double second = x + Canvas.widthMm(fonts.regular(), Label.SIZE, label.first());
        canvas.text(fonts.regular(), Label.SMALL, label.second(), second, baseline, LABEL);
        return x + label.widthMm(fonts) + GAP;
    }

    /** What a field is called, in both languages. */
    record Label(String vietnamese, String english) {
        private static final double SIZE = 1.85;
        private static final double SMALL = 1.5;

        String first() {
            return vietnamese + " / ";
        }

        String second() {
            return english + ":";
        }

        double widthMm(CardFonts fonts) {
            return Canvas.widthMm(fonts.regular(), SIZE, first())
                    + Canvas.widthMm(fonts.regular(), SMALL, second());
        }
    }

    private void expiry() {
        IssuedFacts facts = print.facts();
        canvas.text(fonts.regular(), 1.4, "Có giá trị đến / Date of expiry:", 4.2, 49.6, LABEL);
        String date = facts.expiry().map(DATE::format).orElse("Không thời hạn / No expiry");
        canvas.text(fonts.bold(), facts.expiry().isPresent() ? 2.1 : 1.6, date, 4.2, 51.9, INK);
    }

    private void portrait() {
        if (print.portrait().isPresent()) {
            canvas.image(print.portrait().get(), PHOTO);
        } else {
            CardFacts holder = print.facts().holder();
            LocalDate issued = print.facts().issued();
            int age = holder.birth().until(issued).getYears();
            DrawnPortrait.draw(canvas, PHOTO, print.personId(), holder.sex(), age);
        }
        canvas.stroke(PHOTO, 0.12, new Color(0x7E97A6));
    }

    /** ISO/IEC 18004: on white, with a border of four modules. */
    static void qr(Canvas canvas, BitMatrix matrix, double right, double top, double largest) {
        double perMm = canvas.pixelsPerMm();
        double module = Math.floor(largest * perMm / matrix.getWidth()) / perMm;
        double size = module * matrix.getWidth();
        double quiet = 4 * module;
        canvas.fill(
                new RoundRectangle2D.Double(
                        right - size - quiet,
                        top - quiet,
                        size + 2 * quiet,
                        size + 2 * quiet,
                        quiet,
                        quiet),
                Color.WHITE);
        canvas.modules(matrix, right, top, largest);
    }

    private static String sexWord(Sex sex) {
        return switch (sex) {
            case MALE -> "Nam";
            case FEMALE -> "Nữ";
            case UNKNOWN -> "";
        };
    }

    private static String nationality(CardFacts facts) {
        String code = facts.nationality();
        return code.equals("VN")
                ? "Việt Nam"
                : Locale.of("", code).getDisplayCountry(Locale.of("vi"));
    }
}
