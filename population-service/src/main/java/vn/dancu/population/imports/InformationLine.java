package vn.dancu.population.imports;

import java.util.Locale;

/**
 * The information lines of a survey card whose completeness is reported (Law 59/2014 Art 9 as
 * amended; the numbers are those of the card). A place is complete to its commune.
 */
enum InformationLine {
    NAME(0),
    DATE_OF_BIRTH(1),
    SEX(2),
    BIRTH_REGISTRATION_PLACE(3),
    ORIGIN(4),
    ETHNICITY(5),
    RELIGION(6),
    NATIONALITY(7),
    MARITAL_STATUS(8),
    PERMANENT_RESIDENCE(9),
    TEMPORARY_RESIDENCE(10),
    CURRENT_RESIDENCE(11),
    BLOOD_GROUP(12),
    FATHER(13),
    MOTHER(14),
    SPOUSE(15),
    REPRESENTATIVE(16),
    RELATIONSHIP_TO_HEAD(17),
    HOUSEHOLD_HEAD(18),
    /** A key beside the lines. */
    NUMBER(19),
    /** A key beside the lines. */
    OLD_NUMBER(20);

    private static final String UNKNOWN_ETHNICITY = "99";
    private static final String NO_BLOOD_GROUP = "00";
    private static final String UNKNOWN_SEX = "UNKNOWN";

    private final int place;
    private final String json;

    /**
     * @param place of its count in kept reports, which never changes
     */
    InformationLine(int place) {
        this.place = place;
        StringBuilder text = new StringBuilder();
        for (String word : name().split("_", -1)) {
            text.append(
                            text.isEmpty()
                                    ? word.substring(0, 1).toLowerCase(Locale.ROOT)
                                    : word.charAt(0))
                    .append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        this.json = text.toString();
    }

    String json() {
        return json;
    }

    private int bit() {
        return 1 << place;
    }

    int place() {
        return place;
    }

    /** Which lines of a checked card are complete, a bit for each. */
    static int complete(Card card, int birth) {
        int all = NAME.bit() | RELIGION.bit() | NATIONALITY.bit();
        all |= DATE_OF_BIRTH.when(CardDate.isFull(birth));
        all |= SEX.when(!UNKNOWN_SEX.equals(card.text(CardField.SEX)));
        all |= ETHNICITY.when(!UNKNOWN_ETHNICITY.equals(card.text(CardField.ETHNICITY)));
        all |= MARITAL_STATUS.when(card.integer(CardField.MARITAL_STATUS) > 0);
        all |= BIRTH_REGISTRATION_PLACE.place(card, CardField.BIRTH_REGISTRATION_PLACE);
        all |= ORIGIN.place(card, CardField.ORIGIN);
        all |= PERMANENT_RESIDENCE.place(card, CardField.PERMANENT_RESIDENCE);
        all |= TEMPORARY_RESIDENCE.place(card, CardField.TEMPORARY_RESIDENCE);
        all |= CURRENT_RESIDENCE.place(card, CardField.CURRENT_RESIDENCE);
        String blood = card.text(CardField.BLOOD_GROUP);
        all |= BLOOD_GROUP.when(blood != null && !blood.equals(NO_BLOOD_GROUP));
        all |= FATHER.when(card.relative(CardField.FATHER).present);
        all |= MOTHER.when(card.relative(CardField.MOTHER).present);
        all |= SPOUSE.when(card.relative(CardField.SPOUSE).present);
        all |= REPRESENTATIVE.when(card.relative(CardField.REPRESENTATIVE).present);
        all |= HOUSEHOLD_HEAD.when(card.relative(CardField.HOUSEHOLD_HEAD).present);
        all |= RELATIONSHIP_TO_HEAD.when(card.relative(CardField.HOUSEHOLD_HEAD).present);
        all |= NUMBER.when(card.text(CardField.NUMBER) != null);
        all |= OLD_NUMBER.when(card.text(CardField.OLD_NUMBER) != null);
        return all;
    }

    private int when(boolean given) {
        return given ? bit() : 0;
    }

    private int place(Card card, CardField field) {
        return when(card.place(field).commune != null);
    }
}
