package vn.dancu.population.imports;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
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

    private final Map<CardField, String> texts = new EnumMap<>(CardField.class);
    private final Map<CardField, Integer> integers = new EnumMap<>(CardField.class);
    private final Map<CardField, Place> places = new EnumMap<>(CardField.class);
    private final Map<CardField, Relative> relatives = new EnumMap<>(CardField.class);
    private @Nullable RejectCode reject;
    private @Nullable String pointer;
    private final Correction correction = new Correction();
    private boolean normalised;

    Card() {
        for (CardField field : CardField.values()) {
            switch (field.kind()) {
                case PLACE -> places.put(field, new Place());
                case RELATIVE -> relatives.put(field, new Relative());
                case TEXT, INTEGER, CORRECTION -> {}
            }
        }
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
        texts.clear();
        integers.clear();
        places.values().forEach(Place::clear);
        relatives.values().forEach(Relative::clear);
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
        return texts.get(field);
    }

    /** A text that the rules have shown to be there. */
    String mandatory(CardField field) {
        String text = texts.get(field);
        if (text == null) {
            throw new IllegalStateException("a checked card lacks " + field.json());
        }
        return text;
    }

    void text(CardField field, String value) {
        texts.put(field, value);
    }

    /** The value, {@link #HUGE} or {@link #ABSENT}. */
    int integer(CardField field) {
        return integers.getOrDefault(field, ABSENT);
    }

    void integer(CardField field, int value) {
        integers.put(field, value);
    }

    Place place(CardField field) {
        return Objects.requireNonNull(places.get(field));
    }

    Correction correction() {
        return correction;
    }

    Relative relative(CardField field) {
        return Objects.requireNonNull(relatives.get(field));
    }
}
