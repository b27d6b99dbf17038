package vn.dancu.card.face;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.IssuedFacts;

/**
 * Draws both sides of the card (Circular 06/2021/TT-BCA) and says beforehand what would not fit.
 * Keeps no state but the fonts; safe for use by several threads, each of which needs the memory of
 * one image (2.6 MB at 300 dpi, 10.3 MB at 600 dpi).
 */
public final class CardFaces {
    private static final int CHIP_DPI = 300;
    private static final int CHIP_WIDTH = 236;
    private static final int CHIP_HEIGHT = 354;

    private @Nullable CardFonts loaded;

    /** Loaded at first use, so that a start need not wait for them. */
    private synchronized CardFonts fonts() {
        if (loaded == null) {
            loaded = CardFonts.load();
        }
        return loaded;
    }

    public BufferedImage front(CardPrint print, int dpi) {
        try (Canvas canvas = new Canvas(dpi)) {
            new FrontSide(canvas, fonts(), print).draw(qr(print.qr().text()));
            return canvas.image();
        }
    }

    public BufferedImage back(CardPrint print, int dpi) {
        try (Canvas canvas = new Canvas(dpi)) {
            new BackSide(canvas, fonts(), print).draw();
            return canvas.image();
        }
    }

    /** The portrait that stands for a specimen's holder, for the chip: 20 by 30 mm at 300 dpi. */
    public BufferedImage drawnPortrait(IssuedFacts facts, UUID personId) {
        try (Canvas canvas = new Canvas(CHIP_DPI)) {
            int age = facts.holder().birth().until(facts.issued()).getYears();
            Rectangle2D frame = new Rectangle2D.Double(0, 0, 20, 30);
            DrawnPortrait.draw(canvas, frame, personId, facts.holder().sex(), age);
            return canvas.image().getSubimage(0, 0, CHIP_WIDTH, CHIP_HEIGHT);
        }
    }

    /** Codes of what cannot be printed whole; empty for almost everybody. Nothing is ever cut. */
    public List<String> problems(CardFacts facts, Optional<String> features) {
        List<String> codes = new ArrayList<>();
        CardFonts fonts = fonts();
        String name = facts.name().upper();
        if (!fonts.canPrint(name + facts.origin() + facts.residence() + features.orElse(""))) {
            codes.add("character_not_printable");
        }
        if (FrontSide.fitName(fonts, name).isEmpty()) {
            codes.add("name_does_not_fit");
        }
        if (FrontSide.fitAddress(fonts, facts.origin(), FrontSide.ORIGIN).isEmpty()) {
            codes.add("origin_does_not_fit");
        }
        if (FrontSide.fitAddress(fonts, facts.residence(), FrontSide.RESIDENCE).isEmpty()) {
            codes.add("residence_does_not_fit");
        }
        if (!BackSide.featuresFit(fonts, features)) {
            codes.add("features_do_not_fit");
        }
        return List.copyOf(codes);
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
