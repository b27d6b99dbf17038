package vn.dancu.population.imports;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;

/** One counted line of a file after the rules that it alone can break. */
sealed interface CardLine {
    /** Counted from 1, blank lines too, as an editor shows it. */
    long line();

    /**
     * A line that is not stored.
     *
     * @param pointer where in the line, if one place can be named
     * @param barcode of the form, if it could be read
     * @param first the stored person that a duplicate met
     */
    record Refused(
            long line,
            RejectCode code,
            @Nullable String pointer,
            @Nullable String barcode,
            @Nullable UUID first)
            implements CardLine {
        Refused(long line, RejectCode code, @Nullable String pointer, @Nullable String barcode) {
            this(line, code, pointer, barcode, null);
        }
    }

    /**
     * A card that breaks no rule by itself: what duplicates and numbering need to know of it, and
     * where its encoded row is.
     *
     * @param nameKey the name without marks
     * @param birth as {@link CardDate} packs it
     * @param birthOrder 1 or more for one of twins, else 0
     * @param origin codes of the place of origin
     * @param mother her name, if it is known
     * @param province of the birth registration
     * @param normalised whether normalising changed a text
     * @param counted what the person adds to the statistics, as {@code CellCounts} packs it
     * @param likeness as {@code Likenesses} hashes it, if the date is full and the sex known
     * @param rowStart where the encoded row of the person starts
     * @param rowEnd where it ends and the rows of named relatives start
     * @param relativesEnd where these end
     */
    record Sound(
            long line,
            String barcode,
            @Nullable String number,
            @Nullable String oldNumber,
            String name,
            String nameKey,
            int birth,
            int birthOrder,
            Sex sex,
            String province,
            String origin,
            @Nullable String mother,
            boolean normalised,
            long counted,
            @Nullable Long likeness,
            int rowStart,
            int rowEnd,
            int relativesEnd)
            implements CardLine {
        boolean hasFullDate() {
            return CardDate.isFull(birth);
        }
    }
}
