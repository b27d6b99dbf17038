package vn.dancu.card.face;

import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.card.chip.QrPayload;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.model.IssuedFacts;

/**
 * All that is needed to draw one card.
 *
 * @param personId seeds the drawn portrait of a specimen
 * @param portrait as captured; without it, a specimen shows a drawing
 */
public record CardPrint(
        IssuedFacts facts, Td1 mrz, QrPayload qr, UUID personId, Optional<BufferedImage> portrait) {
    public CardPrint {
        if (portrait.isEmpty() && !facts.specimen()) {
            throw new IllegalArgumentException("only a specimen may show a drawn portrait");
        }
    }

    @Override
    public String toString() {
        return "CardPrint[" + personId + "]";
    }
}
