package vn.dancu.population.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.kernel.VietnameseText;
import vn.dancu.population.numbering.NumberRequests;
import vn.dancu.population.record.NumberStatus;

/**
 * Decides what each line of a chunk becomes, in the order of the file, from what the register knew
 * before the chunk and from the chunks that were decided and are not in the register yet. Pure: it
 * reads and writes nothing.
 */
final class ChunkDecision {
    private final UUID importId;
    private final Register register;
    private final Map<String, UUID> barcodesSeen = new HashMap<>();
    private final Brought brought = new Brought();
    private final List<Brought> sources = new ArrayList<>();
    private final Tally.Counter settled = new Tally.Counter();
    private final List<CardLine.Refused> rejects = new ArrayList<>();
    private final List<UUID> known = new ArrayList<>();
    private final List<CardLine.Sound> stored = new ArrayList<>();
    private final Map<Long, UUID> others = new HashMap<>();

    private ChunkDecision(UUID importId, Register register) {
        this.importId = importId;
        this.register = register;
        sources.add(register.people());
        sources.addAll(register.underway());
        sources.add(brought);
    }

    /**
     * What is known of the barcodes, numbers and names in a chunk.
     *
     * @param cards the person of each barcode that is in the register
     * @param knownBefore people whose cards this import has met before, brought by earlier files
     * @param standings of the people that earlier files brought
     * @param people in the register who share a number or a likeness with the chunk
     * @param underway people of chunks that are decided and not written, the oldest first
     */
    record Register(
            Map<String, UUID> cards,
            Set<UUID> knownBefore,
            Map<UUID, Standing> standings,
            Brought people,
            List<Brought> underway) {
        private Standing of(UUID personId) {
            Standing standing = standings.get(personId);
            if (standing == null) {
                throw new IllegalStateException("a person of the register was not read");
            }
            return standing;
        }
    }

    /** How a person stands in the register. */
    record Standing(NumberStatus status, @Nullable String reason) {}

    /** Somebody who has or claims a number, or had an old one. */
    record Holder(UUID personId, String name, int birth) {}

    /** What two cards of one person have in common for certain; only full dates count. */
    record Likeness(String nameKey, int birth, Sex sex) {}

    /** What tells people of one likeness apart. */
    record Alike(UUID personId, String origin, @Nullable String mother, int birthOrder) {}

    /**
     * People by what identifies them.
     *
     * @param holders by the number that they have
     * @param claimants by the number that they claim, in review
     * @param oldHolders by the old number; many people may have had one
     * @param alike by likeness
     */
    record Brought(
            Map<String, Holder> holders,
            Map<String, List<Holder>> claimants,
            Map<String, List<Holder>> oldHolders,
            Map<Likeness, List<Alike>> alike) {
        Brought() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
        }

        static <K, V> void add(Map<K, List<V>> map, K key, V value) {
            map.computeIfAbsent(key, k -> new ArrayList<>(1)).add(value);
        }
    }

    /**
     * What was decided.
     *
     * @param fates of the counted lines, in their order
     * @param settled counts of the lines that end here, and of normalised ones
     * @param known people that earlier files brought
     * @param stored new cards
     * @param others by line, the person that a card in review met
     * @param brought the stored people, for the chunks that are decided before this one is written
     */
    record Outcome(
            List<LineFate> fates,
            Tally settled,
            List<CardLine.Refused> rejects,
            List<UUID> known,
            List<CardLine.Sound> stored,
            Map<Long, UUID> others,
            Brought brought) {}

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
                decision.others,
                decision.brought);
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

    private LineFate reject(CardLine.Sound card, RejectCode code, CardField field, UUID first) {
        return reject(
                new CardLine.Refused(card.line(), code, "/" + field.json(), card.barcode(), first));
    }

    private LineFate decide(CardLine.Sound card) {
        UUID earlier = register.cards().get(card.barcode());
        UUID inFile = barcodesSeen.get(card.barcode());
        if (inFile == null
                && earlier != null
                && (TimeOrderedIds.isOf(importId, earlier)
                        || register.knownBefore().contains(earlier))) {
            inFile = earlier;
        }
        if (inFile != null) {
            return reject(card, RejectCode.DUPLICATE_BARCODE, CardField.FORM_BARCODE, inFile);
        }
        if (earlier != null) {
            barcodesSeen.put(card.barcode(), earlier);
            known.add(earlier);
            return countKnown(register.of(earlier));
        }
        LineFate fate = fateOf(card);
        if (fate == LineFate.REJECTED) {
            return fate;
        }
        keep(card);
        return fate;
    }

    private void keep(CardLine.Sound card) {
        UUID personId = TimeOrderedIds.person(importId, card.line());
        barcodesSeen.put(card.barcode(), personId);
        stored.add(card);
        if (card.oldNumber() != null) {
            Brought.add(brought.oldHolders(), card.oldNumber(), holder(card));
        }
        if (card.likeness() != null) {
            Brought.add(
                    brought.alike(),
                    likeness(card),
                    new Alike(personId, card.origin(), card.mother(), card.birthOrder()));
        }
        if (card.normalised()) {
            settled.normalised();
        }
    }

    private Holder holder(CardLine.Sound card) {
        return new Holder(TimeOrderedIds.person(importId, card.line()), card.name(), card.birth());
    }

    static Likeness likeness(CardLine.Sound card) {
        return new Likeness(card.nameKey(), card.birth(), card.sex());
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

    private LineFate fateOf(CardLine.Sound card) {
        String number = card.number();
        if (number == null) {
            Holder same = withOldNumber(card);
            return same == null ? fateWithout(card) : duplicate(card, CardField.OLD_NUMBER, same);
        }
        Holder holder = holderOf(number);
        Holder same =
                holder != null && isSame(card, holder)
                        ? holder
                        : find(Brought::claimants, number, claimant -> isSame(card, claimant));
        if (same != null) {
            return duplicate(card, CardField.NUMBER, same);
        }
        same = withOldNumber(card);
        return same == null
                ? fateWith(card, number, holder)
                : duplicate(card, CardField.OLD_NUMBER, same);
    }

    private @Nullable Holder withOldNumber(CardLine.Sound card) {
        return card.oldNumber() == null
                ? null
                : find(Brought::oldHolders, card.oldNumber(), holder -> isSame(card, holder));
    }

    private @Nullable Holder holderOf(String number) {
        for (Brought people : sources) {
            Holder holder = people.holders().get(number);
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    private LineFate duplicate(CardLine.Sound card, CardField field, Holder first) {
        return reject(card, RejectCode.DUPLICATE_PERSON, field, first.personId());
    }

    private LineFate fateWith(CardLine.Sound card, String number, @Nullable Holder holder) {
        boolean agrees =
                new PersonalIdNumber(number)
                        .agreesWith(card.sex(), Optional.of(CardDate.year(card.birth())));
        if (agrees && holder == null && !meetsAlike(card)) {
            brought.holders().put(number, holder(card));
            return LineFate.NUMBER_GIVEN;
        }
        Brought.add(brought.claimants(), number, holder(card));
        if (holder != null) {
            others.put(card.line(), holder.personId());
        }
        if (!agrees) {
            return LineFate.NUMBER_DISAGREES;
        }
        return holder == null ? LineFate.PROBABLE_DUPLICATE : LineFate.NUMBER_CONFLICT;
    }

    /** Decree 137/2015 Art 13 needs the sex and the year; no digit is guessed. */
    private LineFate fateWithout(CardLine.Sound card) {
        if (meetsAlike(card)) {
            return LineFate.PROBABLE_DUPLICATE;
        }
        return NumberRequests.obstacle(card.sex(), CardDate.year(card.birth()))
                .map(LineFate::withoutNumber)
                .orElse(LineFate.TO_NUMBER);
    }

    /** Whether somebody is probably the same person, who is then noted. */
    private boolean meetsAlike(CardLine.Sound card) {
        if (card.likeness() == null) {
            return false;
        }
        Alike found = find(Brought::alike, likeness(card), other -> isAlike(card, other));
        if (found != null) {
            others.put(card.line(), found.personId());
        }
        return found != null;
    }

    /** Name, date and sex are equal: origin or mother make it probable; twins have an order. */
    private static boolean isAlike(CardLine.Sound card, Alike other) {
        boolean twins =
                card.birthOrder() > 0
                        && other.birthOrder() > 0
                        && card.birthOrder() != other.birthOrder();
        return !twins
                && (card.origin().equals(other.origin())
                        || (card.mother() != null
                                && other.mother() != null
                                && VietnameseText.unaccentedKey(card.mother())
                                        .equals(VietnameseText.unaccentedKey(other.mother()))));
    }

    /** Certainly the same person: a number, the name (tone placement aside) and the full date. */
    private static boolean isSame(CardLine.Sound card, Holder holder) {
        return card.hasFullDate()
                && card.birth() == holder.birth()
                && (card.name().equals(holder.name())
                        || VietnameseText.toneKey(card.name())
                                .equals(VietnameseText.toneKey(holder.name())));
    }

    /** The first in the register, the chunks under way or this chunk. */
    private <K, V> @Nullable V find(
            Function<Brought, Map<K, List<V>>> of, K key, Predicate<V> wanted) {
        for (Brought people : sources) {
            for (V one : of.apply(people).getOrDefault(key, List.of())) {
                if (wanted.test(one)) {
                    return one;
                }
            }
        }
        return null;
    }
}
