package vn.dancu.population.imports;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.population.referencedata.ReferenceList;
import vn.dancu.population.referencedata.ReferenceSnapshot;
import vn.dancu.reference.AdministrativeUnits.PathCheck;
import vn.dancu.reference.CodeListHistory;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * The rules of {@code contracts/population/survey-card.md} that one card alone can break, applied
 * in their order to normalised text. Which cards are duplicates is for {@link ChunkDecision}.
 */
final class CardRules {
    private static final int MAX_DETAIL = 200;
    private static final int MAX_RELATIONSHIP = 50;
    private static final int MAX_DATE_TEXT = 50;
    private static final Pattern IMPORT_ID =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String BARCODE_START = "DC01-";
    private static final CardField[] MANDATORY =
            Arrays.stream(CardField.values())
                    .filter(CardField::isMandatory)
                    .toArray(CardField[]::new);
    private static final CardField[] PLACES = {
        CardField.BIRTH_REGISTRATION_PLACE,
        CardField.ORIGIN,
        CardField.PERMANENT_RESIDENCE,
        CardField.TEMPORARY_RESIDENCE,
        CardField.CURRENT_RESIDENCE
    };
    private static final CardField[] RELATIVES = {
        CardField.FATHER,
        CardField.MOTHER,
        CardField.SPOUSE,
        CardField.REPRESENTATIVE,
        CardField.HOUSEHOLD_HEAD
    };

    private final UnitHistory units;
    private final CodeListHistory ethnicGroups;
    private final CodeListHistory religions;
    private final CodeListHistory nationalities;
    private final CodeListHistory bloodGroups;
    private final FittingPlaces fitting = new FittingPlaces();

    /**
     * Rules that do not change while a file is read, whatever edition is applied meanwhile. Not for
     * several threads.
     */
    CardRules(ReferenceSnapshot known) {
        this.units = known.units();
        this.ethnicGroups = known.list(ReferenceList.ETHNIC_GROUPS);
        this.religions = known.list(ReferenceList.RELIGIONS);
        this.nationalities = known.list(ReferenceList.NATIONALITIES);
        this.bloodGroups = known.list(ReferenceList.BLOOD_GROUPS);
    }

    /** Adds the first broken rule to a card that could be read; makes its codes canonical. */
    void check(Card card, LocalDate today) {
        if (!card.isRefused()) {
            checkPresence(card);
        }
        if (!card.isRefused()) {
            checkTexts(card);
        }
        if (!card.isRefused()) {
            checkDates(
                    card,
                    CardDate.of(today.getYear(), today.getMonthValue(), today.getDayOfMonth()));
        }
        if (card.isRefused()) {
            return;
        }
        // Codes and units are those of the day on which the card was filled in.
        LocalDate collected = day(CardDate.parse(card.mandatory(CardField.COLLECTED_AT)));
        checkCodes(card, collected);
        if (!card.isRefused()) {
            checkNumbers(card);
            checkCorrection(card);
        }
        if (!card.isRefused()) {
            checkUnits(card, collected);
        }
    }

    private static LocalDate day(int date) {
        return LocalDate.of(CardDate.year(date), CardDate.month(date), CardDate.day(date));
    }

    private void checkPresence(Card card) {
        for (CardField field : MANDATORY) {
            if (isAbsent(card, field) && !isGivenAsText(card, field)) {
                card.refuse(RejectCode.MISSING_FIELD, field);
                return;
            }
        }
        for (CardField field : PLACES) {
            Card.Place place = card.place(field);
            if (place.present && isEmpty(place.province)) {
                card.refuse(RejectCode.MISSING_FIELD, field, "province");
            } else if (place.commune != null
                    && isEmpty(place.district)
                    && !isDirectlyInProvince(card, place)) {
                card.refuse(RejectCode.MISSING_FIELD, field, "district");
            }
        }
        for (CardField field : RELATIVES) {
            Card.Relative relative = card.relative(field);
            if (relative.present && isEmpty(relative.name)) {
                card.refuse(RejectCode.MISSING_FIELD, field, "name");
            }
        }
        boolean head = card.relative(CardField.HOUSEHOLD_HEAD).present;
        boolean relationship = !isEmpty(card.text(CardField.RELATIONSHIP_TO_HEAD));
        if (head != relationship) {
            card.refuse(
                    RejectCode.MISSING_FIELD,
                    head ? CardField.RELATIONSHIP_TO_HEAD : CardField.HOUSEHOLD_HEAD);
        }
    }

    /** Since 1 July 2025 communes lie directly in their province. */
    private boolean isDirectlyInProvince(Card card, Card.Place place) {
        int collected = CardDate.parse(card.mandatory(CardField.COLLECTED_AT));
        String commune = place.commune;
        if (collected < 0 || !CardDate.isFull(collected) || commune == null) {
            return false;
        }
        UnitVersion unit = units.versionAt(commune, day(collected));
        return unit != null && unit.unit().parent().orElse("").length() == 2;
    }

    /** A date of birth may be given as an old paper has it instead. */
    private static boolean isGivenAsText(Card card, CardField field) {
        return field == CardField.DATE_OF_BIRTH
                && !isEmpty(card.text(CardField.DATE_OF_BIRTH_TEXT));
    }

    private static boolean isAbsent(Card card, CardField field) {
        return switch (field.kind()) {
            case TEXT -> isEmpty(card.text(field));
            case INTEGER -> card.integer(field) == Card.ABSENT;
            case PLACE -> !card.place(field).present;
            case RELATIVE -> !card.relative(field).present;
            case CORRECTION -> !card.correction().present;
        };
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static void checkTexts(Card card) {
        if (!isBarcode(card.mandatory(CardField.FORM_BARCODE))) {
            card.refuse(RejectCode.BARCODE_MALFORMED, CardField.FORM_BARCODE);
        }
        RejectCode name = brokenName(card.mandatory(CardField.NAME));
        if (name != null) {
            card.refuse(name, CardField.NAME);
        }
        for (CardField field : RELATIVES) {
            String relative = card.relative(field).name;
            RejectCode broken = relative == null ? null : brokenName(relative);
            if (broken != null) {
                card.refuse(broken, field, "name");
            }
        }
        for (CardField field : PLACES) {
            if (isLonger(card.place(field).detail, MAX_DETAIL)) {
                card.refuse(RejectCode.TEXT_TOO_LONG, field, "detail");
            }
        }
        if (isLonger(card.text(CardField.RELATIONSHIP_TO_HEAD), MAX_RELATIONSHIP)) {
            card.refuse(RejectCode.TEXT_TOO_LONG, CardField.RELATIONSHIP_TO_HEAD);
        }
        if (isLonger(card.text(CardField.DATE_OF_BIRTH_TEXT), MAX_DATE_TEXT)) {
            card.refuse(RejectCode.TEXT_TOO_LONG, CardField.DATE_OF_BIRTH_TEXT);
        }
    }

    static boolean isBarcode(String text) {
        return text.length() == 17 && text.startsWith(BARCODE_START) && areDigits(text, 5, 17);
    }

    private static boolean areDigits(String text, int from, int to) {
        if (text.length() != to) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable RejectCode brokenName(String name) {
        if (isLonger(name, PersonName.MAX_LENGTH)) {
            return RejectCode.NAME_TOO_LONG;
        }
        boolean letters = false;
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isDigit(c)) {
                return RejectCode.NAME_HAS_DIGIT;
            }
            letters |= Character.isLetter(c);
        }
        return letters ? null : RejectCode.NAME_EMPTY;
    }

    private static boolean isLonger(@Nullable String text, int most) {
        return text != null && text.length() > most && text.codePointCount(0, text.length()) > most;
    }

    private static void checkDates(Card card, int today) {
        String collectedText = card.mandatory(CardField.COLLECTED_AT);
        int collected =
                collectedText.length() == 10 ? CardDate.parse(collectedText) : CardDate.MALFORMED;
        String given = card.text(CardField.DATE_OF_BIRTH);
        boolean asText = given == null || given.isEmpty();
        CardField birthField = asText ? CardField.DATE_OF_BIRTH_TEXT : CardField.DATE_OF_BIRTH;
        int birth =
                given == null || given.isEmpty()
                        ? OldPaperDate.read(card.mandatory(CardField.DATE_OF_BIRTH_TEXT))
                        : CardDate.parse(given);
        refuseDate(card, collected, CardField.COLLECTED_AT);
        refuseDate(card, birth, birthField);
        if (card.isRefused()) {
            return;
        }
        if (collected > today) {
            card.refuse(RejectCode.DATE_IN_FUTURE, CardField.COLLECTED_AT);
        } else if (CardDate.earliest(birth) > collected) {
            card.refuse(RejectCode.DATE_IN_FUTURE, birthField);
        } else if (birthField == CardField.DATE_OF_BIRTH_TEXT) {
            card.text(CardField.DATE_OF_BIRTH, CardDate.iso(birth));
        }
    }

    private static void refuseDate(Card card, int date, CardField field) {
        if (date == CardDate.MALFORMED) {
            card.refuse(RejectCode.DATE_MALFORMED, field);
        } else if (date == CardDate.IMPOSSIBLE) {
            card.refuse(RejectCode.DATE_IMPOSSIBLE, field);
        }
    }

    private void checkCodes(Card card, LocalDate collected) {
        int order = card.integer(CardField.BIRTH_ORDER);
        if (order != Card.ABSENT && (order < 1 || order > 9)) {
            card.refuse(RejectCode.BIRTH_ORDER_OUT_OF_RANGE, CardField.BIRTH_ORDER);
        }
        switch (card.mandatory(CardField.SEX)) {
            case "MALE", "FEMALE", "UNKNOWN" -> {}
            default -> card.refuse(RejectCode.UNKNOWN_SEX, CardField.SEX);
        }
        canonical(card, CardField.ETHNICITY, ethnicGroups, collected, RejectCode.UNKNOWN_ETHNICITY);
        canonical(card, CardField.RELIGION, religions, collected, RejectCode.UNKNOWN_RELIGION);
        if (!nationalities.contains(card.mandatory(CardField.NATIONALITY), collected)) {
            card.refuse(RejectCode.UNKNOWN_NATIONALITY, CardField.NATIONALITY);
        }
        for (CardField field : RELATIVES) {
            String nationality = card.relative(field).nationality;
            if (nationality != null && !nationalities.contains(nationality, collected)) {
                card.refuse(RejectCode.UNKNOWN_NATIONALITY, field, "nationality");
            }
        }
        int marital = card.integer(CardField.MARITAL_STATUS);
        if (marital < 0 || marital > 3) {
            card.refuse(RejectCode.UNKNOWN_MARITAL_STATUS, CardField.MARITAL_STATUS);
        }
        String blood = card.text(CardField.BLOOD_GROUP);
        if (blood != null && !bloodGroups.contains(blood, collected)) {
            card.refuse(RejectCode.UNKNOWN_BLOOD_GROUP, CardField.BLOOD_GROUP);
        }
    }

    private static void canonical(
            Card card, CardField field, CodeListHistory list, LocalDate day, RejectCode code) {
        String known = list.canonical(card.mandatory(field), day);
        if (known == null) {
            card.refuse(code, field);
        } else {
            card.text(field, known);
        }
    }

    private static void checkNumbers(Card card) {
        if (isNoNumber(card.text(CardField.NUMBER))) {
            card.refuse(RejectCode.NUMBER_MALFORMED, CardField.NUMBER);
        }
        if (isNoOldNumber(card.text(CardField.OLD_NUMBER))) {
            card.refuse(RejectCode.OLD_NUMBER_MALFORMED, CardField.OLD_NUMBER);
        }
        for (CardField field : RELATIVES) {
            Card.Relative relative = card.relative(field);
            if (isNoNumber(relative.number)) {
                card.refuse(RejectCode.NUMBER_MALFORMED, field, "number");
            }
            if (isNoOldNumber(relative.oldNumber)) {
                card.refuse(RejectCode.OLD_NUMBER_MALFORMED, field, "oldNumber");
            }
        }
    }

    private static void checkCorrection(Card card) {
        Card.Correction correction = card.correction();
        if (!correction.present) {
            return;
        }
        String importId = correction.importId;
        if (importId == null || !IMPORT_ID.matcher(importId).matches()) {
            card.refuse(RejectCode.CORRECTION_MALFORMED, CardField.CORRECTS, "importId");
        } else if (correction.line < 1) {
            card.refuse(RejectCode.CORRECTION_MALFORMED, CardField.CORRECTS, "line");
        }
    }

    private static boolean isNoNumber(@Nullable String text) {
        return text != null && !PersonalIdNumber.isWellFormed(text);
    }

    private static boolean isNoOldNumber(@Nullable String text) {
        return text != null && !areDigits(text, 0, 9);
    }

    /** The province that collected a card, as the units lay that day, if the card says so. */
    Optional<String> collectingProvince(Card card, LocalDate today) {
        String code = card.text(CardField.COLLECTED_BY);
        String collectedAt = card.text(CardField.COLLECTED_AT);
        int collected = collectedAt == null ? CardDate.MALFORMED : CardDate.parse(collectedAt);
        LocalDate day = collected > 0 && CardDate.isFull(collected) ? day(collected) : today;
        while (code != null) {
            UnitVersion unit = units.versionAt(code, day);
            if (unit == null) {
                return Optional.empty();
            }
            if (unit.unit().isProvince()) {
                return Optional.of(code);
            }
            code = unit.unit().parentCode();
        }
        return Optional.empty();
    }

    private void checkUnits(Card card, LocalDate collected) {
        String collectedBy = card.mandatory(CardField.COLLECTED_BY);
        if (!areDigits(collectedBy, 0, 3) && !areDigits(collectedBy, 0, 5)) {
            card.refuse(RejectCode.UNIT_MALFORMED, CardField.COLLECTED_BY);
        } else if (units.versionAt(collectedBy, collected) == null) {
            card.refuse(RejectCode.UNKNOWN_UNIT, CardField.COLLECTED_BY);
        }
        for (CardField field : PLACES) {
            Card.Place place = card.place(field);
            if (place.present
                    && !fitting.has(place, collected)
                    && !fittedBefore(card, field, place, collected)) {
                String above = place.district == null ? place.province : place.district;
                checkUnit(card, field, "province", place.province, 2, null, collected);
                checkUnit(card, field, "district", place.district, 3, place.province, collected);
                checkUnit(card, field, "commune", place.commune, 5, above, collected);
                if (!card.isRefused()) {
                    fitting.add(place, collected);
                }
            }
        }
    }

    /** Places that were found to fit on a day: neighbours in a file share theirs. */
    private static final class FittingPlaces {
        private static final int SIZE = 1 << 12;

        private final @Nullable String[] communes = new @Nullable String[SIZE];
        private final @Nullable String[] districts = new @Nullable String[SIZE];
        private final @Nullable String[] provinces = new @Nullable String[SIZE];
        private final @Nullable LocalDate[] days = new @Nullable LocalDate[SIZE];

        boolean has(Card.Place place, LocalDate day) {
            int slot = slot(place, day);
            return day.equals(days[slot])
                    && Objects.equals(communes[slot], place.commune)
                    && Objects.equals(districts[slot], place.district)
                    && Objects.equals(provinces[slot], place.province);
        }

        void add(Card.Place place, LocalDate day) {
            int slot = slot(place, day);
            communes[slot] = place.commune;
            districts[slot] = place.district;
            provinces[slot] = place.province;
            days[slot] = day;
        }

        private static int slot(Card.Place place, LocalDate day) {
            String lowest = place.commune == null ? place.district : place.commune;
            int hash = (lowest == null ? 0 : lowest.hashCode()) * 31 + day.hashCode();
            return (hash ^ hash >>> 12) & SIZE - 1;
        }
    }

    /** A birth was registered, and a family came from, where it was then: units that ended too. */
    private boolean fittedBefore(
            Card card, CardField field, Card.Place place, LocalDate collected) {
        LocalDate first;
        switch (field) {
            case ORIGIN -> first = UnitVersion.ALWAYS;
            case BIRTH_REGISTRATION_PLACE ->
                    first =
                            day(
                                    CardDate.earliest(
                                            CardDate.parse(
                                                    card.mandatory(CardField.DATE_OF_BIRTH))));
            default -> {
                return false;
            }
        }
        String lowest = place.commune == null ? place.district : place.commune;
        if (units.versionAt(lowest == null ? String.valueOf(place.province) : lowest, collected)
                != null) {
            return false; // the usual case: looked at step by step, for its pointer
        }
        return units.check(
                        String.valueOf(place.province),
                        place.district,
                        place.commune,
                        first,
                        collected)
                == PathCheck.FITS;
    }

    private void checkUnit(
            Card card,
            CardField field,
            String level,
            @Nullable String code,
            int digits,
            @Nullable String parent,
            LocalDate collected) {
        if (code == null) {
            return;
        }
        if (!areDigits(code, 0, digits)) {
            card.refuse(RejectCode.UNIT_MALFORMED, field, level);
            return;
        }
        UnitVersion unit = units.versionAt(code, collected);
        if (unit == null) {
            card.refuse(RejectCode.UNKNOWN_UNIT, field, level);
        } else if (parent != null && !parent.equals(unit.unit().parentCode())) {
            card.refuse(RejectCode.UNIT_NOT_IN_PARENT, field, level);
        }
    }
}
