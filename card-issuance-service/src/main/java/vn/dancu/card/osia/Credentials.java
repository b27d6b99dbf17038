package vn.dancu.card.osia;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.card.cards.CardHead;
import vn.dancu.card.cards.Production;
import vn.dancu.card.life.CardLife;
import vn.dancu.card.model.CardState;
import vn.dancu.platform.osia.OsiaException;

/** Cards in the words of OSIA. */
@Component
class Credentials {
    /** The one kind of credential that is made here. */
    static final String PROFILE = "CITIZEN_CARD";

    private final CardLife life;

    Credentials(CardLife life) {
        this.life = life;
    }

    /**
     * By person or by serial number, with anything else beside it. A search without either would
     * list the register.
     */
    List<CardHead> find(List<Expression> expressions) {
        Optional<String> person = value(expressions, "personId");
        Optional<String> serial = value(expressions, "serialNumber");
        if (person.isEmpty() && serial.isEmpty()) {
            throw OsiaException.badRequest("an expression says personId = or serialNumber =");
        }
        List<CardHead> found =
                person.isPresent()
                        ? person.map(CredentialsController::id).map(life::readableOf).orElseThrow()
                        : life.readableBySerial(serial.orElseThrow());
        Predicate<CardHead> fits = card -> true;
        for (Expression expression : expressions) {
            fits = fits.and(test(expression));
        }
        return found.stream().filter(fits).toList();
    }

    private static Optional<String> value(List<Expression> expressions, String attribute) {
        return expressions.stream()
                .filter(one -> one.attributeName().equals(attribute))
                .filter(one -> one.operator().equals("="))
                .map(one -> String.valueOf(one.value()))
                .findFirst();
    }

    private static Predicate<CardHead> test(Expression expression) {
        String name = expression.attributeName();
        if (!List.of("personId", "serialNumber", "status", "credentialId").contains(name)) {
            throw OsiaException.badRequest(
                    "cards are found by personId, serialNumber, status and credentialId");
        }
        String wanted = String.valueOf(expression.value());
        return switch (expression.operator()) {
            case "=" -> card -> wanted.equals(String.valueOf(view(card, null).get(name)));
            case "!=" -> card -> !wanted.equals(String.valueOf(view(card, null).get(name)));
            default -> throw OsiaException.badRequest("the operators here are = and !=");
        };
    }

    /**
     * @param attributes those that are wanted; none for all
     */
    static Map<String, Object> view(CardHead card, @Nullable List<String> attributes) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("credentialId", card.cardId());
        view.put("status", status(card.state()));
        if (status(card.state()).equals("OTHER")) {
            view.put("statusOther", card.state().name());
        }
        view.put("personId", card.personId());
        view.put("credentialProfileId", PROFILE);
        view.put("issuedDate", start(card.issued()));
        card.expiry().ifPresent(day -> view.put("expiryDate", end(day)));
        card.serial().ifPresent(serial -> view.put("serialNumber", serial));
        view.put("issuingPlace", card.residence().province());
        if (attributes != null && !attributes.isEmpty()) {
            // What the schema requires stays.
            view.keySet()
                    .removeIf(
                            name ->
                                    !attributes.contains(name)
                                            && !List.of(
                                                            "credentialId",
                                                            "status",
                                                            "personId",
                                                            "credentialProfileId")
                                                    .contains(name));
        }
        return view;
    }

    private static String status(CardState state) {
        return switch (state) {
            case PRODUCED -> "NEW";
            case ACTIVE -> "ACTIVE";
            case SUSPENDED -> "SUSPENDED";
            case REVOKED -> "REVOKED";
            case LOST, EXPIRED, REPLACED, VOID, DESTROYED -> "OTHER";
        };
    }

    private static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay(Production.ZONE).toOffsetDateTime();
    }

    /** A card is valid through the day of its expiry. */
    private static OffsetDateTime end(LocalDate day) {
        return day.atTime(LocalTime.of(23, 59, 59)).atZone(Production.ZONE).toOffsetDateTime();
    }
}
