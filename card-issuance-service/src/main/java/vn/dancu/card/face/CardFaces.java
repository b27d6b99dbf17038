package vn.dancu.card.face;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.LegalProfile;

/**
 * Draws both sides of the card, as the law of its day of issue has it (Circular 06/2021/TT-BCA,
 * from 1 July 2024 on Circular 16/2024/TT-BCA), and says beforehand what would not fit. Keeps no
 * state but the fonts; safe for use by several threads, each of which needs the memory of one image
 * (2.6 MB at 300 dpi, 10.3 MB at 600 dpi).
 */
public final class CardFaces {
    private static final int CHIP_DPI = 300;
    private static final int CHIP_WIDTH = 236;
    private static final int CHIP_HEIGHT = 354;

    private static final double MAX_BLEED_MM = 5;
    private @Nullable CardFonts loaded;

    /** Loaded at first use, so that a start need not wait for them. */
    private synchronized CardFonts fonts() {
        if (loaded == null) {
            loaded = CardFonts.load();
        }
        return loaded;
    }

    public BufferedImage front(CardPrint print, int dpi) {
        try (RasterCanvas canvas = new RasterCanvas(dpi)) {
            drawFront(canvas, print);
            return canvas.image();
        }
    }

    public BufferedImage back(CardPrint print, int dpi) {
        try (RasterCanvas canvas = new RasterCanvas(dpi)) {
            drawBack(canvas, print);
            return canvas.image();
        }
    }

    /** The portrait that stands for a specimen's holder, for the chip: 20 by 30 mm at 300 dpi. */
    public BufferedImage drawnPortrait(IssuedFacts facts, UUID personId) {
        try (RasterCanvas canvas = new RasterCanvas(CHIP_DPI)) {
            int age = facts.holder().birth().until(facts.issued()).getYears();
            Rectangle2D frame = new Rectangle2D.Double(0, 0, 20, 30);
            DrawnPortrait.draw(canvas, frame, personId, facts.holder().sex(), age);
            return canvas.image().getSubimage(0, 0, CHIP_WIDTH, CHIP_HEIGHT);
        }
    }

    /**
     * Both sides as a print file: page 1 the front, page 2 the back. The trim box of each page is
     * ID-1, the media box the same with the bleed around it; text is text in embedded fonts.
     *
     * @param bleedMm 0 for machines that print cards already cut, up to 5 for sheets
     */
    public byte[] pdf(CardPrint print, double bleedMm) {
        if (bleedMm < 0 || bleedMm > MAX_BLEED_MM) {
            throw new IllegalArgumentException("the bleed is 0 to 5 mm");
        }
        try (PDDocument document = new PDDocument()) {
            Map<Font, PDFont> embedded = new HashMap<>();
            CardFonts known = fonts();
            for (Font font : List.of(known.regular(), known.bold(), known.machineReadable())) {
                try (InputStream file = known.file(font)) {
                    embedded.put(font, PDType0Font.load(document, file, true));
                }
            }
            try (PdfCanvas canvas = new PdfCanvas(document, embedded, bleedMm)) {
                drawFront(canvas, print);
            }
            try (PdfCanvas canvas = new PdfCanvas(document, embedded, bleedMm)) {
                drawBack(canvas, print);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(1024 * 1024);
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drawFront(Canvas canvas, CardPrint print) {
        new FrontSide(canvas, fonts(), print).draw(qr(print.qr().text()));
    }

    private void drawBack(Canvas canvas, CardPrint print) {
        new BackSide(canvas, fonts(), print).draw(qr(print.qr().text()));
    }

    /**
     * Codes of what cannot be printed whole; empty for almost everybody. Nothing is ever cut.
     *
     * @param law of the day of issue
     */
    public List<String> problems(CardFacts facts, Optional<String> features, LegalProfile law) {
        List<String> codes = new ArrayList<>();
        CardFonts fonts = fonts();
        String name = facts.name().upper();
        if (!fonts.canPrint(name + facts.residence() + others(facts, features, law))) {
            codes.add("character_not_printable");
        }
        if (FrontSide.fitName(fonts, name).isEmpty()) {
            codes.add("name_does_not_fit");
        }
        if (law == LegalProfile.LAW_2014) {
            if (FrontSide.fitAddress(fonts, facts.origin(), FrontSide.ORIGIN).isEmpty()) {
                codes.add("origin_does_not_fit");
            }
            if (FrontSide.fitAddress(fonts, facts.residence(), FrontSide.RESIDENCE).isEmpty()) {
                codes.add("residence_does_not_fit");
            }
            if (!BackSide.featuresFit(fonts, features)) {
                codes.add("features_do_not_fit");
            }
        } else {
            if (BackSide.fitPlace(fonts, facts.residence(), BackSide.RESIDENCE).isEmpty()) {
                codes.add("residence_does_not_fit");
            }
            String registration = facts.birthRegistration().orElse("");
            if (BackSide.fitPlace(fonts, registration, BackSide.BIRTH_REGISTRATION).isEmpty()) {
                codes.add("birth_registration_does_not_fit");
            }
        }
        return List.copyOf(codes);
    }

    /** What only one of the two layouts prints. */
    private static String others(CardFacts facts, Optional<String> features, LegalProfile law) {
        return law == LegalProfile.LAW_2014
                ? facts.origin() + features.orElse("")
                : facts.birthRegistration().orElse("");
    }

    private static BitMatrix qr(String text) {
        try {
            return new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.CHARACTER_SET,
                                    "UTF-8",
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.M,
                                    EncodeHintType.MARGIN,
                                    0));
        } catch (WriterException e) {
            throw new IllegalStateException("the fields of the card exceed a QR code", e);
        }
    }
}
