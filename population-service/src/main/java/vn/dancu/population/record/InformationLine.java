package vn.dancu.population.record;

import org.jspecify.annotations.Nullable;
import vn.dancu.population.record.InformationLine.Form.Type;

/**
 * An information line: a member of the JSON of {@link PersonRecord} that a law names. The 17 items
 * of 2014 are counted as the amended article is presented; the two numbers are keys outside that
 * count.
 */
public enum InformationLine {
    NAME("name", 1, "1 a", 1, Form.text(Type.NAME, 100)),
    OTHER_NAMES("otherNames", Absent.FROM_2014, null, 2, Form.text(Type.NAME, 100).upTo(5)),
    NUMBER("number", 0, "", 3, Form.digits("[0-9]{12}")),
    DATE_OF_BIRTH("dateOfBirth", 2, "1 b", 4, Form.of(Type.PARTIAL_DATE)),
    DATE_OF_BIRTH_TEXT("dateOfBirthText", 2, "1 b", 4, Form.text(Type.TEXT, 100)),
    SEX("sex", 3, "1 c", 5, Form.codes("sexes")),
    PLACE_OF_BIRTH("placeOfBirth", Absent.FROM_2014, null, 6, Form.of(Type.PLACE_IN_WORLD)),
    BIRTH_REGISTRATION_PLACE("birthRegistrationPlace", 4, "1 d", 7, Form.of(Type.PLACE)),
    ORIGIN("origin", 5, "1 đ", 8, Form.of(Type.PLACE)),
    ETHNICITY("ethnicity", 6, "1 e", 9, Form.codes("ethnic-groups")),
    RELIGION("religion", 7, "1 g", 10, Form.codes("religions")),
    NATIONALITY("nationality", 8, "1 h", 11, Form.codes("nationalities")),
    OTHER_NATIONALITIES("otherNationalities", 8, "1 h", 11, Form.codes("nationalities").upTo(5)),
    BLOOD_GROUP("bloodGroup", 13, "1 m", 12, Form.codes("blood-groups")),
    OLD_NUMBER("oldNumber", 0, "", 13, Form.digits("[0-9]{9}")),
    OTHER_OLD_NUMBERS("otherOldNumbers", 0, "", 13, Form.digits("[0-9]{9}").upTo(10)),
    PAPERS("papers", Absent.FROM_2014, null, 14, Form.of(Type.IDENTITY_PAPER).upTo(10)),
    FATHER("father", 14, "1 n", 15, Form.of(Type.RELATIVE)),
    MOTHER("mother", 14, "1 n", 15, Form.of(Type.RELATIVE)),
    SPOUSE("spouse", 14, "1 n", 15, Form.of(Type.RELATIVE)),
    REPRESENTATIVE("representative", 14, "1 n", 15, Form.of(Type.RELATIVE)),
    CHILDREN("children", Absent.FROM_2014, null, 15, Form.of(Type.RELATIVE).upTo(50)),
    REPRESENTED("represented", Absent.FROM_2014, null, 15, Form.of(Type.RELATIVE).upTo(50)),
    PERMANENT_RESIDENCE("permanentResidence", 10, "1 k", 16, Form.of(Type.PLACE)),
    TEMPORARY_RESIDENCE("temporaryResidence", 11, "1 k", 17, Form.of(Type.PLACE)),
    CURRENT_RESIDENCE("currentResidence", 12, "1 l", 18, Form.of(Type.PLACE)),
    RESIDENCE_ABROAD("residenceAbroad", 12, "1 l", 18, Form.of(Type.PLACE_IN_WORLD)),
    TEMPORARY_ABSENCE("temporaryAbsence", 11, "1 k", 19, Form.of(Type.PERIOD)),
    RESIDENCE_FILE_NUMBER(
            "residenceFileNumber", Absent.FROM_2014, null, 20, Form.digits("[A-Za-z0-9./-]{1,30}")),
    MARITAL_STATUS("maritalStatus", 9, "1 i", 21, Form.codes("marital-statuses")),
    RELATIONSHIP_TO_HEAD("relationshipToHead", 15, "1 o", 22, Form.text(Type.TEXT, 50)),
    HOUSEHOLD_HEAD("householdHead", 16, "1 o", 23, Form.of(Type.RELATIVE)),
    DEATH("death", 17, "1 p", 24, Form.of(Type.PARTIAL_DATE)),
    MISSING("missing", 17, "1 p", 24, Form.of(Type.PARTIAL_DATE)),
    PHONE("phone", Absent.FROM_2014, null, 25, Form.digits("\\+?[0-9]{8,15}")),
    EMAIL("email", Absent.FROM_2014, null, 25, Form.text(Type.TEXT, 254)),
    /** Law 26/2023 Art 15: of the identity database. */
    OCCUPATION("occupation", Absent.FROM_2014, null, 26, Form.text(Type.TEXT, 200)),
    /** Law 26/2023 Art 15: of the identity database. */
    IDENTIFYING_FEATURES(
            "identifyingFeatures", Absent.FROM_2014, null, 26, Form.text(Type.TEXT, 200));

    private static final int OTHER_ITEMS = 26;

    private final String member;
    private final int item2014;
    private final @Nullable String point2014;
    private final int item2023;

    @SuppressWarnings("ImmutableEnumChecker") // a record of immutable parts
    private final Form form;

    InformationLine(
            String member, int item2014, @Nullable String point2014, int item2023, Form form) {
        this.member = member;
        this.item2014 = item2014;
        this.point2014 = point2014;
        this.item2023 = item2023;
        this.form = form;
    }

    /** A class of its own, since the constants cannot refer to fields that come after them. */
    private static final class Absent {
        static final int FROM_2014 = -1;
    }

    /** Its name in JSON. */
    public String member() {
        return member;
    }

    public Form form() {
        return form;
    }

    /** Whether that law lets the register hold it. */
    public boolean isOf(LegalProfile profile) {
        return profile == LegalProfile.LAW_2023 || item2014 != Absent.FROM_2014;
    }

    /** Its number in the law's list; 0 for a key outside the count. */
    public int item(LegalProfile profile) {
        return profile == LegalProfile.LAW_2023 ? item2023 : item2014;
    }

    /** Where the law names it. */
    public String source(LegalProfile profile) {
        if (profile == LegalProfile.LAW_2023) {
            return "Law 26/2023/QH15 Art " + (item2023 == OTHER_ITEMS ? "15" : "9." + item2023);
        }
        return "Law 59/2014/QH13 Art "
                + (point2014 == null || point2014.isEmpty() ? "12" : "9." + point2014)
                + (item2014 == 11 ? ", amended by Law 68/2020/QH14 Art 37" : "");
    }

    /**
     * How its value is written.
     *
     * @param maxItems how many values there can be; 1 for a line that is no list
     * @param maxLength of a text, in characters
     * @param pattern of a text of digits or signs
     * @param codes the list of reference data that holds the codes
     */
    public record Form(
            Type type,
            int maxItems,
            @Nullable Integer maxLength,
            @Nullable String pattern,
            @Nullable String codes) {

        /** The kinds of values. */
        public enum Type {
            NAME,
            TEXT,
            /** Of a pattern. */
            DIGITS,
            /** A year, a year and month, or a full date. */
            PARTIAL_DATE,
            CODE,
            PLACE,
            PLACE_IN_WORLD,
            RELATIVE,
            IDENTITY_PAPER,
            PERIOD
        }

        private static Form of(Type type) {
            return new Form(type, 1, null, null, null);
        }

        private static Form text(Type type, int maxLength) {
            return new Form(type, 1, maxLength, null, null);
        }

        private static Form digits(String pattern) {
            return new Form(Type.DIGITS, 1, null, pattern, null);
        }

        private static Form codes(String list) {
            return new Form(Type.CODE, 1, null, null, list);
        }

        private Form upTo(int items) {
            return new Form(type, items, maxLength, pattern, codes);
        }
    }
}
