package vn.dancu.card.face;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import vn.dancu.card.chip.QrPayload;
import vn.dancu.card.chip.Td1;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardSerial;
import vn.dancu.card.model.Expiry;
import vn.dancu.card.model.IssuedFacts;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/** Cards of people who do not exist. */
final class Prints {
    static final LocalDate ISSUED = LocalDate.of(2021, 3, 1);

    private Prints() {}

    static CardFacts duoc() {
        return facts(
                "Trần Thị Được",
                "Xuân Trường, Nam Định",
                "Số 12 ngõ 34 phố Chùa Láng, Láng Thượng, Đống Đa, Hà Nội");
    }

    static CardFacts facts(String name, String origin, String residence) {
        return new CardFacts(
                new PersonalIdNumber("079198000123"),
                Optional.of("024680135"),
                new PersonName(name),
                LocalDate.of(1998, 3, 15),
                Sex.FEMALE,
                "VN",
                origin,
                residence,
                Optional.of("Láng Thượng, Đống Đa, Hà Nội"));
    }

    static CardPrint of(CardFacts holder) {
        return of(holder, ISSUED);
    }

    static CardPrint of(CardFacts holder, LocalDate issued) {
        Optional<LocalDate> expiry = Expiry.of(holder.birth(), issued);
        IssuedFacts facts =
                new IssuedFacts(
                        holder,
                        CardSerial.random(new Random(5)),
                        issued,
                        expiry,
                        Optional.of("Nốt ruồi cách 1 cm trên sau đuôi mắt trái"),
                        true);
        return new CardPrint(
                facts,
                Td1.of(
                        holder.number(),
                        holder.name(),
                        holder.birth(),
                        holder.sex(),
                        expiry,
                        "991231"),
                QrPayload.of(
                        holder.number(),
                        holder.oldNumber(),
                        holder.name(),
                        holder.birth(),
                        holder.sex(),
                        holder.residence(),
                        issued),
                new UUID(0, 42),
                Optional.empty());
    }
}
