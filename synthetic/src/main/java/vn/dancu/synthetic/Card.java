package vn.dancu.synthetic;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;
import vn.dancu.synthetic.Household.Member;

/**
 * A survey card while it is filled in: what a {@link Fault} or an {@link Oddity} changes before it
 * is written. Its shape is {@code contracts/population/survey-card.schema.json}.
 */
final class Card {
    /** Stands in {@link #raw} for a byte that no UTF-8 text has. */
    static final char INVALID_BYTE = '\uFFFF';

    String formBarcode;
    LocalDate collectedAt;
    String collectedBy;
    @Nullable String number;
    @Nullable String oldNumber;
    String name;
    String dateOfBirth;
    int birthOrder;
    Sex sex;
    Place birthRegistrationPlace;
    Place origin;
    String ethnicity;
    String religion;
    int maritalStatus;
    Place permanentResidence;
    @Nullable Place temporaryResidence;
    Place currentResidence;
    @Nullable String bloodGroup;
    @Nullable Relative father;
    @Nullable Relative mother;
    @Nullable Relative spouse;
    String relationshipToHead;
    Relative householdHead;

    /** The person whom the card is about, whatever the card says. */
    final Person person;

    /** JSON to write for a field instead of its value; an empty text leaves the field out. */
    private @Nullable Map<String, String> raw;

    /** Whether the line breaks off in the middle. */
    boolean brokenOff;

    Card(Member member, Household household, String formBarcode, Chance chance) {
        person = member.person();
        this.formBarcode = formBarcode;
        collectedAt = household.collectedAt();
        collectedBy = household.residence().unit();
        number = person.number();
        oldNumber = person.oldNumber();
        name = person.name();
        dateOfBirth = person.birth().toString();
        birthOrder = person.birthOrder();
        sex = person.sex();
        birthRegistrationPlace = person.birthRegistration();
        origin = person.origin();
        ethnicity = person.ethnicGroup();
        religion = person.religion();
        maritalStatus = person.maritalStatus();
        permanentResidence = household.residence();
        Place elsewhere = household.elsewhere();
        temporaryResidence = elsewhere != null && chance.in100(60) ? elsewhere : null;
        currentResidence = elsewhere != null ? elsewhere : household.residence();
        // Law 59/2014 Art 9: the blood group only on the citizen's request with a test result.
        bloodGroup = chance.in100(6) ? "0" + chance.between(1, 4) : null;
        father = member.father();
        mother = member.mother();
        spouse = member.spouse();
        relationshipToHead = member.relationship();
        householdHead = household.head().asRelative();
    }

    /** The same content again, for a card that repeats another one. */
    Card(Card other) {
        person = other.person;
        formBarcode = other.formBarcode;
        collectedAt = other.collectedAt;
        collectedBy = other.collectedBy;
        number = other.number;
        oldNumber = other.oldNumber;
        name = other.name;
        dateOfBirth = other.dateOfBirth;
        birthOrder = other.birthOrder;
        sex = other.sex;
        birthRegistrationPlace = other.birthRegistrationPlace;
        origin = other.origin;
        ethnicity = other.ethnicity;
        religion = other.religion;
        maritalStatus = other.maritalStatus;
        permanentResidence = other.permanentResidence;
        temporaryResidence = other.temporaryResidence;
        currentResidence = other.currentResidence;
        bloodGroup = other.bloodGroup;
        father = other.father;
        mother = other.mother;
        spouse = other.spouse;
        relationshipToHead = other.relationshipToHead;
        householdHead = other.householdHead;
    }

    void writeInstead(String field, String json) {
        if (raw == null) {
            raw = new LinkedHashMap<>();
        }
        raw.put(field, json);
    }

    Map<String, String> raw() {
        return raw == null ? Map.of() : raw;
    }
}
