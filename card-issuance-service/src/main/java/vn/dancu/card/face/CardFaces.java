package vn.dancu.card.face;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.card.model.CardFacts;

/**
 * Draws both sides of the card (Circular 06/2021/TT-BCA) and says beforehand what would not fit.
 * Keeps no state but the fonts; safe for use by several threads, each of which needs the memory of
 * one image (2.6 MB at 300 dpi, 10.3 MB at 600 dpi).
 */
public final class CardFaces {
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
