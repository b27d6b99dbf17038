package vn.dancu.synthetic;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.dancu.synthetic.Household.Member;

/**
 * A population on survey cards, repeatable by its seed.
 *
 * <p>Households are drawn one after the other, so memory is bounded however many people there are,
 * and a smaller file is the beginning of a larger one of the same seed, but for its last few lines.
 * Files of different seeds are meant for different registers: their numbers may meet.
 */
public final class Population {
    /** More than the nation has; the serial in a barcode has 8 digits. */
    public static final long MAX_PEOPLE = 99_000_000;

    private static final int LINES_FOR_EACH_FAULT = 50;
    private static final int LINES_FOR_EACH_ODDITY = 40;
    private static final long FILLERS = 1L << 40;

    private final long seed;

    public Population(long seed) {
        this.seed = seed;
    }

    /**
     * Writes exactly so many cards as NDJSON, 2 % of them faulty, and tells how each must end.
     *
     * @param people 1 to {@link #MAX_PEOPLE} lines
     */
    public Truth writeTo(OutputStream out, long people) throws IOException {
        if (people < 1 || people > MAX_PEOPLE) {
            throw new IllegalArgumentException("from 1 to " + MAX_PEOPLE + " people");
        }
        return new Run(out, people).write();
    }

    /** One file in the making. */
    private final class Run {
        private final CardWriter writer;
        private final long target;
        private final People people = new People(seed);
        private final Households households = new Households(people);
        private final Chance marks = new Chance(seed, -1);
        private final Tally tally = new Tally();
        private long barcodes;
        private final Deque<Fault> faults = new ArrayDeque<>(List.of(Fault.values()));
        private final Deque<Oddity> oddities = new ArrayDeque<>(List.of(Oddity.values()));
        private long faultAt = LINES_FOR_EACH_FAULT / 2;
        private long oddityAt = LINES_FOR_EACH_ODDITY / 2;
        private @Nullable Card lastGood;

        Run(OutputStream out, long target) {
            this.writer = new CardWriter(out);
            this.target = target;
        }

        Truth write() throws IOException {
            long index = 0;
            // A household may take a second line for one of its faults.
            while (target - tally.lines() > Households.MAX_SIZE + 1) {
                Chance chance = new Chance(seed, index++);
                if (oddity() == Oddity.TWINS_OF_ONE_NAME && tally.lines() >= oddityAt) {
                    household(households.withTwinsOfOneName(chance), chance);
                    oddityDone();
                } else {
                    household(households.next(chance), chance);
                }
            }
            while (tally.lines() < target) {
                Chance chance = new Chance(seed, FILLERS + index++);
                Household one = households.oneWithoutNumbers(chance);
                barcodes = Math.max(barcodes, MAX_PEOPLE + index % 1_000_000);
                plain(new Card(one.members().getFirst(), one, barcode(one), chance));
            }
            writer.flush();
            return tally.truth(writer.bytes());
        }

        private void household(Household household, Chance chance) throws IOException {
            boolean markedTwins = oddity() == Oddity.TWINS_OF_ONE_NAME && tally.lines() >= oddityAt;
            for (Member member : household.members()) {
                Card card = new Card(member, household, barcode(household), chance);
                if (markedTwins && card.birthOrder > 0) {
                    writer.write(card);
                    tally.odd(Oddity.TWINS_OF_ONE_NAME);
                } else if (tally.lines() >= faultAt) {
                    faulty(card, household, chance);
                } else if (tally.lines() >= oddityAt && !markedTwins) {
                    odd(card, chance);
                } else {
                    plain(card);
                }
            }
        }

        private void plain(Card card) throws IOException {
            writer.write(card);
            tally.plain();
            if (card.number != null) {
                lastGood = card;
            }
        }

        private void faulty(Card card, Household household, Chance chance) throws IOException {
            Fault fault = faults.getFirst();
            Card good = lastGood;
            if (fault.takesAnotherCard() && (good == null || !fault.canRepeat(good))) {
                plain(card);
                return;
            }
            if (fault.takesAnotherCard() && good != null) {
                plain(card);
                writer.write(fault.second(good, barcode(household), people.names(), chance));
                // Each good card is repeated once only, so that one answer fits.
                lastGood = null;
            } else {
                fault.damage(card, chance);
                writer.write(card);
            }
            tally.faulty(fault);
            faults.addLast(faults.removeFirst());
            faultAt = nextBlock(faultAt, LINES_FOR_EACH_FAULT) + marks.below(LINES_FOR_EACH_FAULT);
        }

        private void odd(Card plain, Chance chance) throws IOException {
            Card card = new Card(plain);
            Oddity oddity = oddity();
            if (!oddity.change(card, people, chance)) {
                // This card cannot show the oddity; the next one is tried.
                plain(plain);
                return;
            }
            writer.write(card);
            tally.odd(oddity);
            oddityDone();
        }

        private Oddity oddity() {
            return oddities.getFirst();
        }

        private void oddityDone() {
            oddities.addLast(oddities.removeFirst());
            oddityAt =
                    nextBlock(oddityAt, LINES_FOR_EACH_ODDITY) + marks.below(LINES_FOR_EACH_ODDITY);
        }

        private static long nextBlock(long at, int size) {
            return (at / size + 1) * size;
        }

        private String barcode(Household household) {
            // Two digits of the seed keep the barcodes of near-by seeds apart.
            long serial = Math.floorMod(seed, 100) * 100_000_000L + barcodes++;
            return "DC01-" + household.residence().province() + NumberBook.padded(serial, 10);
        }
    }
}
