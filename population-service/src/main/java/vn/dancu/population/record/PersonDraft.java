package vn.dancu.population.record;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.population.record.Further.IdentityPaper;
import vn.dancu.population.record.Further.Missing;
import vn.dancu.population.record.Further.PlaceInWorld;
import vn.dancu.population.record.Further.TemporaryAbsence;

/**
 * A record while it is being changed: every line by its own name, to be assigned. The only place
 * that lists all of them.
 */
public final class PersonDraft {
    private final UUID personId;
    public LifeStatus status;
    public @Nullable PersonalIdNumber number;
    public NumberStatus numberStatus;
    public @Nullable String numberReason;
    public @Nullable String oldNumber;
    public PersonName name;
    public PartialDate dateOfBirth;
    public @Nullable Integer birthOrder;
    public Sex sex;
    public Place birthRegistrationPlace;
    public Place origin;
    public String ethnicity;
    public @Nullable String religion;
    public String nationality;
    public int maritalStatus;
    public @Nullable Place permanentResidence;
    public @Nullable Place temporaryResidence;
    public @Nullable Place currentResidence;
    public @Nullable String bloodGroup;
    public PersonRecord.@Nullable Death death;
    public @Nullable RecordClosure closed;
    public @Nullable UUID mergedInto;
    public boolean protectedPerson;

    public @Nullable Relative father;
    public @Nullable Relative mother;
    public @Nullable Relative spouse;
    public @Nullable Relative representative;
    public @Nullable Relative householdHead;
    public @Nullable String relationshipToHead;
    public @Nullable List<Relative> children;
    public @Nullable List<Relative> represented;

    public @Nullable List<PersonName> otherNames;
    public @Nullable PlaceInWorld placeOfBirth;
    public @Nullable String dateOfBirthText;
    public @Nullable List<String> otherOldNumbers;
    public @Nullable List<String> otherNationalities;
    public @Nullable List<IdentityPaper> papers;
    public @Nullable String residenceFileNumber;
    public @Nullable TemporaryAbsence temporaryAbsence;
    public @Nullable PlaceInWorld residenceAbroad;
    public @Nullable String phone;
    public @Nullable String email;
    public @Nullable String occupation;
    public @Nullable Missing missing;
    public @Nullable String identifyingFeatures;

    PersonDraft(PersonRecord person) {
        personId = person.personId();
        status = person.status();
        number = person.number();
        numberStatus = person.numberStatus();
        numberReason = person.numberReason();
        oldNumber = person.oldNumber();
        name = person.name();
        dateOfBirth = person.dateOfBirth();
        birthOrder = person.birthOrder();
        sex = person.sex();
        birthRegistrationPlace = person.birthRegistrationPlace();
        origin = person.origin();
        ethnicity = person.ethnicity();
        religion = person.religion();
        nationality = person.nationality();
        maritalStatus = person.maritalStatus();
        permanentResidence = person.permanentResidence();
        temporaryResidence = person.temporaryResidence();
        currentResidence = person.currentResidence();
        bloodGroup = person.bloodGroup();
        death = person.death();
        closed = person.closed();
        mergedInto = person.mergedInto();
        protectedPerson = person.needsScope();
        take(person.relatives());
        take(person.further());
    }

    private void take(Relatives relatives) {
        father = relatives.father();
        mother = relatives.mother();
        spouse = relatives.spouse();
        representative = relatives.representative();
        householdHead = relatives.householdHead();
        relationshipToHead = relatives.relationshipToHead();
        children = relatives.children();
        represented = relatives.represented();
    }

    private void take(Further further) {
        otherNames = further.otherNames();
        placeOfBirth = further.placeOfBirth();
        dateOfBirthText = further.dateOfBirthText();
        otherOldNumbers = further.otherOldNumbers();
        otherNationalities = further.otherNationalities();
        papers = further.papers();
        residenceFileNumber = further.residenceFileNumber();
        temporaryAbsence = further.temporaryAbsence();
        residenceAbroad = further.residenceAbroad();
        phone = further.phone();
        email = further.email();
        occupation = further.occupation();
        missing = further.missing();
        identifyingFeatures = further.identifyingFeatures();
    }

    /** The person has this number. */
    public void numbered(PersonalIdNumber assigned) {
        number = assigned;
        numberStatus = NumberStatus.ASSIGNED;
        numberReason = null;
    }

    /** The person has no number, and why. */
    public void unnumbered(NumberStatus why, @Nullable String reason) {
        number = null;
        numberStatus = why;
        numberReason = reason;
    }

    PersonRecord record(long version) {
        return new PersonRecord(
                personId,
                version,
                status,
                number,
                numberStatus,
                numberReason,
                oldNumber,
                name,
                dateOfBirth,
                birthOrder,
                sex,
                birthRegistrationPlace,
                origin,
                ethnicity,
                religion,
                nationality,
                maritalStatus,
                permanentResidence,
                temporaryResidence,
                currentResidence,
                bloodGroup,
                relatives(),
                death,
                further(),
                closed,
                mergedInto,
                protectedPerson ? true : null);
    }

    private Relatives relatives() {
        return new Relatives(
                father,
                mother,
                spouse,
                representative,
                householdHead,
                relationshipToHead,
                children,
                represented);
    }

    private Further further() {
        return new Further(
                otherNames,
                placeOfBirth,
                dateOfBirthText,
                otherOldNumbers,
                otherNationalities,
                papers,
                residenceFileNumber,
                temporaryAbsence,
                residenceAbroad,
                phone,
                email,
                occupation,
                missing,
                identifyingFeatures);
    }
}
