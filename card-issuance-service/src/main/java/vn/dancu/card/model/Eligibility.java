package vn.dancu.card.model;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import vn.dancu.kernel.Sex;

/** Who may have a card: the named rules, each with its code. */
public enum Eligibility {
    /** A closed record is nobody's any more. */
    RECORD_OPEN("record_closed", "the record is closed"),
    ALIVE("person_not_alive", "a card is for the living"),
    /** Law 59/2014 Art 19: the number of the card is the personal identification number. */
    NUMBERED("number_missing", "the person has no number in force"),
    /** Law 59/2014 Art 19: the card is for Vietnamese citizens. */
    VIETNAMESE("not_vietnamese", "a card is for Vietnamese nationals"),
    /** The card shows a full date; a partial one is completed by the civil status first. */
    BIRTH_DATE_EXACT("date_of_birth_incomplete", "the date of birth must be known to the day"),
    SEX_KNOWN("sex_unknown", "the sex must be known"),
    /** Both are printed (Circular 06/2021), and the residence says which officers may act. */
    PLACES_KNOWN("place_missing", "origin and permanent residence must be on record"),
    /** Law 59/2014 Art 19: from fourteen on; Law 26/2023 Art 19: at any age on request. */
    OLD_ENOUGH("under_age", "a card is for people aged 14 or more");

    private final String code;
    private final String rule;

    Eligibility(String code, String rule) {
        this.code = code;
        this.rule = rule;
    }

    /**
     * The rules that this person breaks on that day, by the law of that day; none for who may have
     * a card.
     */
    public static List<Eligibility> broken(RegisteredPerson person, LocalDate day) {
        return Arrays.stream(values()).filter(rule -> !rule.holds(person, day)).toList();
    }

    private boolean holds(RegisteredPerson person, LocalDate day) {
        return switch (this) {
            case RECORD_OPEN -> person.closed().isEmpty();
            case ALIVE -> person.alive();
            case NUMBERED -> person.number().isPresent();
            case VIETNAMESE -> person.nationality().equals("VN");
            case BIRTH_DATE_EXACT -> person.birth().exact().isPresent();
            case SEX_KNOWN -> person.sex() != Sex.UNKNOWN;
            case PLACES_KNOWN ->
                    person.origin().isPresent() && person.permanentResidence().isPresent();
            // A date that is not exact is refused by its own rule, not by this one too.
            case OLD_ENOUGH ->
                    person.birth().exact().map(birth -> oldEnough(birth, day)).orElse(true);
        };
    }

    private static boolean oldEnough(LocalDate birth, LocalDate day) {
        return !day.isBefore(birth)
                && Expiry.hasReached(LegalProfile.on(day).minimumAge(), birth, day);
    }

    /** The stable code of the refusal. */
    public String code() {
        return code;
    }

    public String rule() {
        return rule;
    }
}
