package vn.dancu.card.applications;

import java.time.Instant;
import java.util.Optional;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.FormLines;

/**
 * All that one printed form CC02 says, kept as it was printed.
 *
 * @param code of this form, as in its barcode
 * @param unit name of the unit that received the application
 */
record FormContent(
        String code,
        Instant printedAt,
        String unit,
        CardKind kind,
        Optional<CardReason> reason,
        CardFacts facts,
        FormLines lines,
        Optional<String> features) {
    @Override
    public String toString() {
        return "FormContent[" + code + "]";
    }
}
