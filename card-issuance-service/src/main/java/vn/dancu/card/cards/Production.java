package vn.dancu.card.cards;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.chip.CardAccessNumber;
import vn.dancu.card.chip.QrPayload;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.face.CardFaces;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardSerial;
import vn.dancu.card.model.Expiry;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.card.model.LegalProfile;
import vn.dancu.kernel.InvalidValueException;
import vn.dancu.platform.tokens.ProductionGuard;

/** Makes the data of cards: serial, expiry, MRZ, QR code and access number. */
@Component
public class Production {
    /** Days of issue, ages and expiry are counted by the calendar in Việt Nam. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final CardFaces faces;
    private final CardSettings settings;
    private final boolean specimen;
    private final SecureRandom random = new SecureRandom();

    Production(CardFaces faces, CardSettings settings, ProductionGuard guard) {
        this.faces = faces;
        this.settings = settings;
        this.specimen = guard.isDemonstration();
    }

    /** Whether cards made here are marked specimens, which may show a drawn portrait. */
    public boolean makesSpecimens() {
        return specimen;
    }

    /** Codes of what cannot be printed or written whole: known before anybody approves. */
    public List<String> problems(CardFacts facts, Optional<String> features, Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZONE);
        List<String> codes = new ArrayList<>(faces.problems(facts, features, LegalProfile.on(day)));
        try {
            mrz(facts, Expiry.of(facts.birth(), day));
            qr(facts, day);
        } catch (InvalidValueException e) {
            codes.add(e.code());
        }
        return List.copyOf(codes);
    }

    public NewCard make(
            UUID cardId,
            UUID personId,
            CardFacts facts,
            Optional<String> features,
            Optional<byte[]> portrait,
            Instant at) {
        LocalDate day = LocalDate.ofInstant(at, ZONE);
        Optional<LocalDate> expiry = Expiry.of(facts.birth(), day);
        IssuedFacts issued =
                new IssuedFacts(facts, CardSerial.random(random), day, expiry, features, specimen);
        return new NewCard(
                cardId,
                personId,
                issued,
                mrz(facts, expiry),
                qr(facts, day),
                CardAccessNumber.lastSixOf(facts.number()),
                portrait);
    }

    private Td1 mrz(CardFacts facts, Optional<LocalDate> expiry) {
        return Td1.of(
                facts.number(),
                facts.name(),
                facts.birth(),
                facts.sex(),
                expiry,
                settings.noExpiryInMrz());
    }

    private static QrPayload qr(CardFacts facts, LocalDate issued) {
        return QrPayload.of(
                facts.number(),
                facts.oldNumber(),
                facts.name(),
                facts.birth(),
                facts.sex(),
                facts.residence(),
                issued);
    }
}
