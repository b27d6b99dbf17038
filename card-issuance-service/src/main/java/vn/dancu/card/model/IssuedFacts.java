package vn.dancu.card.model;

import java.time.LocalDate;
import java.util.Optional;

/**
 * All that one card prints, as issued. Immutable: a mistake is mended by another card.
 *
 * @param features identification features (đặc điểm nhân dạng), where recorded
 * @param specimen whether it is a demonstration card: marked so on both faces
 */
public record IssuedFacts(
        CardFacts holder,
        CardSerial serial,
        LocalDate issued,
        Optional<LocalDate> expiry,
        Optional<String> features,
        boolean specimen) {
    @Override
    public String toString() {
        return "IssuedFacts[hidden]";
    }
}
