package vn.dancu.population.imports;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One survey card as it is read and checked: normalised texts, and the first rule that it breaks.
 * Mutable and used again for each line: a file has millions.
 */
final class Card {
    /** An integer that is not given. */
    static final int ABSENT = Integer.MIN_VALUE;

    /** An integer of more digits than any rule allows. */
    static final int HUGE = Integer.MAX_VALUE;

    private static final CardField[] FIELDS = CardField.values();
    private static final CardField[] PLACES = ofKind(CardField.Kind.PLACE);
    private static final CardField[] RELATIVES = ofKind(CardField.Kind.RELATIVE);

    // By the ordinal of the field: a file has millions of cards.
    private final @Nullable String[] texts = new @Nullable String[FIELDS.length];
    private final int[] integers = new int[FIELDS.length];
    private final Place[] places = new Place[FIELDS.length];
    private final Relative[] relatives = new Relative[FIELDS.length];
    private @Nullable RejectCode reject;
    private @Nullable String pointer;
    private final Correction correction = new Correction();
    private boolean normalised;

    private static CardField[] ofKind(CardField.Kind kind) {
        return Arrays.stream(FIELDS).filter(f -> f.kind() == kind).toArray(CardField[]::new);
    }

    Card() {
        Arrays.fill(integers, ABSENT);
        Arrays.setAll(places, i -> new Place());
        Arrays.setAll(relatives, i -> new Relative());
    }

    @SuppressWarnings("EnumOrdinal") // a place in arrays of this class, kept nowhere
    private static int slot(CardField field) {
        return field.ordinal();
    }

    /** The unit codes and the detail of a place. */
    static final class Place {
        boolean present;
        @Nullable String province;
        @Nullable String district;
        @Nullable String commune;
        @Nullable String detail;

        /** As the register holds them: run together. */
        String codes() {
            if (province == null) {
                return "";
            }
            String inside = district == null ? "" : district;
            return commune == null ? province + inside : province + inside + commune;
        }

        private void clear() {
            present = false;
            province = null;
            district = null;
            commune = null;
            detail = null;
        }
    }

    /** A relative as the card names one. */
    static final class Relative {
        boolean present;
        @Nullable String name;
        @Nullable String number;
        @Nullable String oldNumber;
        @Nullable String nationality;

        private void clear() {
            present = false;
            name = null;
            number = null;
            oldNumber = null;
            nationality = null;
        }
    }

    /** The rejected line that the card says it corrects. */
    static final class Correction {
        boolean present;
        @Nullable String importId;
        long line;

        private void clear() {
            present = false;
            importId = null;
            line = 0;
        }
    }

    void clear() {
        Arrays.fill(texts, null);
        Arrays.fill(integers, ABSENT);
        for (CardField field : PLACES) {
            places[slot(field)].clear();
        }
        for (CardField field : RELATIVES) {
            relatives[slot(field)].clear();
        }
        correction.clear();
        reject = null;
        pointer = null;
        normalised = false;
    }

    /** Keeps the rule that comes first in the order of {@link RejectCode}. */
    void refuse(RejectCode code, @Nullable String where) {
        if (wouldReport(code)) {
            reject = code;
            pointer = where;
        }
    }

    void refuse(RejectCode code, CardField field) {
        if (wouldReport(code)) {
            reject = code;
            pointer = "/" + field.json();
        }
    }

    void refuse(RejectCode code, CardField field, String member) {
        if (wouldReport(code)) {
            reject = code;
            pointer = "/" + field.json() + "/" + member;
        }
    }

    private boolean wouldReport(RejectCode code) {
        return reject == null || code.compareTo(reject) < 0;
    }

    @Nullable RejectCode reject() {
        return reject;
    }

    boolean isRefused() {
        return reject != null;
    }

    @Nullable String pointer() {
        return pointer;
    }

    /** Whether normalising changed any text. */
    boolean isNormalised() {
        return normalised;
    }

    void setNormalised() {
        normalised = true;
    }

    @Nullable String text(CardField field) {
        return texts[slot(field)];
    }

    /** A text that the rules have shown to be there. */
    String mandatory(CardField field) {
        String text = texts[slot(field)];
        if (text == null) {
            throw new IllegalStateException("a checked card lacks " + field.json());
        }
        return text;
    }

    void text(CardField field, String value) {
        texts[slot(field)] = value;
    }

    /** The value, {@link #HUGE} or {@link #ABSENT}. */
    int integer(CardField field) {
        return integers[slot(field)];
    }

    void integer(CardField field, int value) {
        integers[slot(field)] = value;
    }

    Place place(CardField field) {
        return places[slot(field)];
    }

    Correction correction() {
        return correction;
    }

    Relative relative(CardField field) {
        return relatives[slot(field)];
    }
}
