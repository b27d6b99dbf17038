package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.numbering.NumberRequests;
import vn.dancu.population.record.NumberStatus;

/**
 * Decides what each line of a chunk becomes, in the order of the file, from what the register knew
 * before the chunk. Pure: it reads and writes nothing.
 */
final class ChunkDecision {
    private final UUID importId;
    private final Register register;
    private final Set<String> barcodesSeen = new HashSet<>();
    private final Map<String, Holder> holders = new HashMap<>();
    private final Map<String, List<Holder>> claimants = new HashMap<>();
    private final Tally.Counter settled = new Tally.Counter();
    private final List<CardLine.Refused> rejects = new ArrayList<>();
    private final List<UUID> known = new ArrayList<>();
    private final List<CardLine.Sound> stored = new ArrayList<>();
    private final List<CardLine.Sound> numberClaims = new ArrayList<>();

    private ChunkDecision(UUID importId, Register register) {
        this.importId = importId;
        this.register = register;
    }

    /**
     * What the register holds of the barcodes and numbers in a chunk.
     *
     * @param cards the person of each barcode that is in the register
     * @param knownBefore people whose cards this import has met before, brought by earlier files
     * @param holders the person of each number that is taken
     * @param claimants people in review who claim a number
     * @param people all of these people
     */
    record Register(
            Map<String, UUID> cards,
            Set<UUID> knownBefore,
            Map<String, UUID> holders,
            Map<String, List<UUID>> claimants,
            Map<UUID, Standing> people) {
        private Standing of(UUID personId) {
            Standing standing = people.get(personId);
            if (standing == null) {
                throw new IllegalStateException("a person of the register was not read");
            }
            return standing;
        }
    }

    /** How a person stands in the register. */
    record Standing(String name, int birth, NumberStatus status, @Nullable String reason) {}

    /**
     * What was decided.
     *
     * @param fates of the counted lines, in their order
     * @param settled counts of the lines that end here, and of normalised ones
     * @param known people that earlier files brought
     * @param stored new cards
     * @param numberClaims those of them that claim the number they carry
     */
    record Outcome(
            List<LineFate> fates,
            Tally settled,
            List<CardLine.Refused> rejects,
            List<UUID> known,
            List<CardLine.Sound> stored,
            List<CardLine.Sound> numberClaims) {}

    private record Holder(String name, int birth) {}

    static Outcome decide(UUID importId, ParsedChunk chunk, Register register) {
        var decision = new ChunkDecision(importId, register);
        List<LineFate> fates = new ArrayList<>(chunk.lines().size());
        for (CardLine line : chunk.lines()) {
            fates.add(decision.decide(line));
        }
        return new Outcome(
                fates,
                decision.settled.tally(),
                decision.rejects,
                decision.known,
                decision.stored,
                decision.numberClaims);
    }

    private LineFate decide(CardLine line) {
        return switch (line) {
            case CardLine.Refused refused -> reject(refused);
            case CardLine.Sound card -> decide(card);
        };
    }

    private LineFate reject(CardLine.Refused refused) {
        rejects.add(refused);
        settled.rejected(refused.code());
        return LineFate.REJECTED;
    }

    private LineFate reject(CardLine.Sound card, RejectCode code, CardField field) {
        return reject(new CardLine.Refused(card.line(), code, "/" + field.json(), card.barcode()));
    }

    private LineFate decide(CardLine.Sound card) {
        UUID earlier = register.cards().get(card.barcode());
        boolean secondInFile =
                barcodesSeen.contains(card.barcode())
                        || (earlier != null
                                && (TimeOrderedIds.isOf(importId, earlier)
                                        || register.knownBefore().contains(earlier)));
        if (secondInFile) {
            return reject(card, RejectCode.DUPLICATE_BARCODE, CardField.FORM_BARCODE);
        }
        if (earlier != null) {
            barcodesSeen.add(card.barcode());
            known.add(earlier);
            return countKnown(register.of(earlier));
        }
        LineFate fate =
                card.number() == null ? fateWithoutNumber(card) : fateOf(card, card.number());
        if (fate == LineFate.REJECTED) {
            return fate;
        }
        barcodesSeen.add(card.barcode());
        stored.add(card);
        if (card.normalised()) {
            settled.normalised();
        }
        return fate;
    }

    /** The same card again adds nothing and counts under the outcome that the card has. */
    private LineFate countKnown(Standing standing) {
        settled.alreadyKnown();
        String reason = standing.reason() == null ? "unknown" : standing.reason();
        switch (standing.status()) {
            case ASSIGNED, SUSPENDED, CANCELLED -> settled.accepted();
            case AWAITING -> settled.awaiting(reason);
            case IN_REVIEW -> settled.inReview(reason);
        }
        return LineFate.KNOWN;
    }

    /** Decree 137/2015 Art 13 needs the sex and the year; no digit is guessed. */
    private static LineFate fateWithoutNumber(CardLine.Sound card) {
        return NumberRequests.obstacle(card.sex(), CardDate.year(card.birth()))
                .map(LineFate::withoutNumber)
                .orElse(LineFate.TO_NUMBER);
    }

    private LineFate fateOf(CardLine.Sound card, String number) {
        Holder holder = holderOf(number);
        boolean duplicate =
                (holder != null && isSame(card, holder))
                        || claimantsOf(number).stream()
                                .anyMatch(claimant -> isSame(card, claimant));
        if (duplicate) {
            return reject(card, RejectCode.DUPLICATE_PERSON, CardField.NUMBER);
        }
        boolean agrees =
                new PersonalIdNumber(number)
                        .agreesWith(card.sex(), Optional.of(CardDate.year(card.birth())));
        var self = new Holder(card.name(), card.birth());
        if (agrees && holder == null) {
            holders.put(number, self);
            numberClaims.add(card);
            return LineFate.NUMBER_GIVEN;
        }
        claimants.computeIfAbsent(number, n -> new ArrayList<>()).add(self);
        return agrees ? LineFate.NUMBER_CONFLICT : LineFate.NUMBER_DISAGREES;
    }

    /** Certainly the same person: number, name (case and tone placement aside) and full date. */
    private static boolean isSame(CardLine.Sound card, Holder holder) {
        return card.hasFullDate()
                && card.birth() == holder.birth()
                && (card.name().equals(holder.name())
                        || VietnameseText.toneKey(card.name())
                                .equals(VietnameseText.toneKey(holder.name())));
    }

    private @Nullable Holder holderOf(String number) {
        Holder inChunk = holders.get(number);
        if (inChunk != null) {
            return inChunk;
        }
        UUID personId = register.holders().get(number);
        return personId == null ? null : holder(personId);
    }

    private List<Holder> claimantsOf(String number) {
        List<Holder> all = new ArrayList<>(claimants.getOrDefault(number, List.of()));
        for (UUID personId : register.claimants().getOrDefault(number, List.of())) {
            all.add(holder(personId));
        }
        return all;
    }

    private Holder holder(UUID personId) {
        Standing standing = register.of(personId);
        return new Holder(standing.name(), standing.birth());
    }
}
