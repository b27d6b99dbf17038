package vn.dancu.card.production;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.NewCard;
import vn.dancu.card.chip.ChipHolder;
import vn.dancu.card.chip.FingerprintImage;
import vn.dancu.card.chip.NationalData;
import vn.dancu.card.face.CardFaces;
import vn.dancu.card.fingerprints.Fingerprints;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.population.ChipLines;
import vn.dancu.card.production.CardMaker.Sheet;
import vn.dancu.card.production.ProductionSettings.NationalItem;
import vn.dancu.kernel.Sex;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.reference.CodeList;

/** Turns a made card into what goes into its chip and to its machine. */
@Component
class ChipContents {
    private static final String VIETNAMESE = "Việt Nam";
    private static final int FINGER_DPI = 500;
    private static final int SOF_FIRST = 0xC0;
    private static final int SOF_LAST = 0xC2;

    private final CardFaces faces;
    private final ProductionSettings settings;
    private final CodeList ethnicGroups = CodeList.ethnicGroups();
    private final CodeList religions = CodeList.religions();

    ChipContents(CardFaces faces, ProductionSettings settings) {
        this.faces = faces;
        this.settings = settings;
    }

    ChipHolder holder(NewCard card, ChipLines lines, Fingerprints.ForChip fingers) {
        return new ChipHolder(
                card.mrz(),
                card.facts().holder().sex(),
                portrait(card),
                fingers.prints().stream().map(ChipContents::finger).toList(),
                national(card, lines));
    }

    private static FingerprintImage finger(Fingerprints.ChipPrint print) {
        return new FingerprintImage(
                print.position(),
                FingerprintImage.NOT_MEASURED,
                print.width(),
                print.height(),
                FINGER_DPI,
                FingerprintImage.Format.JPEG2000,
                print.jpeg2000());
    }

    /** What cards in use say in data group 13, in their words. */
    NationalData national(NewCard card, ChipLines lines) {
        CardFacts holder = card.facts().holder();
        SortedMap<Integer, String> items = new TreeMap<>();
        items.put(1, holder.number().digits());
        items.put(2, VietnameseText.upper(holder.name().full()));
        items.put(3, NationalData.date(holder.birth()));
        put(items, 4, sex(holder.sex()));
        items.put(5, holder.nationality().equals("VN") ? VIETNAMESE : holder.nationality());
        lines.ethnicity().flatMap(ethnicGroups::name).ifPresent(name -> items.put(6, name));
        lines.religion().flatMap(religions::name).ifPresent(name -> items.put(7, name));
        put(items, 8, holder.origin());
        put(items, 9, holder.residence());
        put(items, 10, card.facts().features().orElse(""));
        items.put(11, NationalData.date(card.facts().issued()));
        card.facts().expiry().ifPresent(day -> items.put(12, NationalData.date(day)));
        settings.nationalItems()
                .forEach((number, what) -> put(items, number, text(what, card, lines)));
        return new NationalData(items, lines.father(), lines.mother());
    }

    private static String text(NationalItem item, NewCard card, ChipLines lines) {
        return switch (item) {
            case SPOUSE -> lines.spouse().orElse("");
            case OLD_NUMBER -> card.facts().holder().oldNumber().orElse("");
            case CARD_SERIAL -> card.facts().serial().text();
        };
    }

    private static void put(Map<Integer, String> items, int number, String text) {
        if (!text.isEmpty()) {
            items.put(number, text);
        }
    }

    private static String sex(Sex sex) {
        return switch (sex) {
            case MALE -> "Nam";
            case FEMALE -> "Nữ";
            case UNKNOWN -> "";
        };
    }

    Sheet sheet(NewCard card) {
        CardFacts holder = card.facts().holder();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("serial", card.facts().serial().text());
        texts.put("number", holder.number().digits());
        texts.put("name", VietnameseText.upper(holder.name().full()));
        texts.put("birth", NationalData.date(holder.birth()));
        texts.put("sex", sex(holder.sex()));
        texts.put("nationality", holder.nationality());
        texts.put("origin", holder.origin());
        texts.put("residence", holder.residence());
        texts.put("features", card.facts().features().orElse(""));
        texts.put("issued", NationalData.date(card.facts().issued()));
        texts.put("expiry", card.facts().expiry().map(NationalData::date).orElse(""));
        texts.put("mrz", String.join("\n", card.mrz().lines()));
        texts.put("qr", card.qr().text());
        texts.put("specimen", Boolean.toString(card.facts().specimen()));
        return new Sheet(card.cardId(), card.accessNumber().digits(), texts);
    }

    private ChipHolder.Portrait portrait(NewCard card) {
        Optional<byte[]> taken = card.portrait();
        if (taken.isPresent()) {
            int[] size = jpegSize(taken.get());
            return new ChipHolder.Portrait(taken.get(), size[0], size[1], false);
        }
        BufferedImage drawn = faces.drawnPortrait(card.facts(), card.personId());
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(drawn, "jpeg", jpeg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ChipHolder.Portrait(
                jpeg.toByteArray(), drawn.getWidth(), drawn.getHeight(), false);
    }

    /** Width and height of a JPEG that this service has written itself. */
    private static int[] jpegSize(byte[] jpeg) {
        ByteBuffer bytes = ByteBuffer.wrap(jpeg);
        int at = 2;
        while (at + 9 <= jpeg.length) {
            int marker = bytes.get(at + 1) & 0xFF;
            if (marker >= SOF_FIRST && marker <= SOF_LAST) {
                return new int[] {bytes.getShort(at + 7) & 0xFFFF, bytes.getShort(at + 5) & 0xFFFF};
            }
            at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
        }
        throw new IllegalStateException("a stored portrait is no JPEG");
    }
}
