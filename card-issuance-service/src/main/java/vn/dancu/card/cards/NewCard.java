package vn.dancu.card.cards;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import vn.dancu.card.chip.CardAccessNumber;
import vn.dancu.card.chip.QrPayload;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.IssuedFacts;

/**
 * All that production put on and into a card.
 *
 * @param portrait JPEG; none on a specimen with a drawn one
 */
public record NewCard(
        UUID cardId,
        UUID personId,
        IssuedFacts facts,
        Td1 mrz,
        QrPayload qr,
        CardAccessNumber accessNumber,
        Optional<byte[]> portrait) {

    /**
     * SHA-256 over everything printed, each part behind its length: a stored card is read back only
     * if it still has this digest.
     */
    public byte[] digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            CardFacts holder = facts.holder();
            add(sha256, "dancu-card-v1");
            add(sha256, cardId.toString());
            add(sha256, personId.toString());
            add(sha256, facts.serial().text());
            add(sha256, facts.issued().toString());
            add(sha256, facts.expiry().map(Object::toString).orElse(""));
            add(sha256, facts.features().orElse(""));
            add(sha256, Boolean.toString(facts.specimen()));
            add(sha256, holder.number().digits());
            add(sha256, holder.oldNumber().orElse(""));
            add(sha256, holder.name().full());
            add(sha256, holder.birth().toString());
            add(sha256, holder.sex().name());
            add(sha256, holder.nationality());
            add(sha256, holder.origin());
            add(sha256, holder.residence());
            // Cards from before this line was known keep their digest.
            holder.birthRegistration().ifPresent(place -> add(sha256, place));
            add(sha256, String.join("\n", mrz.lines()));
            add(sha256, qr.text());
            add(sha256, accessNumber.digits());
            add(sha256, portrait.orElse(new byte[0]));
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, String part) {
        add(digest, part.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte[] part) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (part.length >>> shift));
        }
        digest.update(part);
    }

    @Override
    public String toString() {
        return "NewCard[" + cardId + "]";
    }
}
