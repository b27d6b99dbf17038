package vn.dancu.population.civilstatus;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.population.acts.ActRefused;
import vn.dancu.population.record.Change;
import vn.dancu.population.record.PersonDraft;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;

/**
 * The record was wrong (form DC02): what is given replaces what never was right. What identifies a
 * person needs a second officer.
 *
 * @param maritalStatus other than married: a marriage is an event of two
 * @param dateOfDeath of a registered death; the other spouse is widowed from then on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Correction(
        @Nullable PersonName name,
        @Nullable PartialDate dateOfBirth,
        @Nullable Sex sex,
        @Valid @Nullable Place birthRegistrationPlace,
        @Valid @Nullable Place origin,
        @Pattern(regexp = "[0-9]{1,2}", message = "an ethnic group is 1 to 54, 55 or 99")
                @Nullable String ethnicity,
        @Nullable String religion,
        @Pattern(regexp = "[A-Z]{2}", message = "an ISO 3166-1 alpha-2 code")
                @Nullable String nationality,
        @Nullable String bloodGroup,
        @Pattern(regexp = "[0-9]{9}", message = "an old number has 9 digits")
                @Nullable String oldNumber,
        @Min(0) @Max(3) @Nullable Integer maritalStatus,
        @Min(1) @Max(9) @Nullable Integer birthOrder,
        @Nullable PartialDate dateOfDeath)
        implements CivilStatusEvent {
    @Override
    public EventKind kind() {
        return EventKind.CORRECTION;
    }

    @Override
    public boolean identifies() {
        return name != null
                || dateOfBirth != null
                || sex != null
                || birthRegistrationPlace != null
                || nationality != null
                || oldNumber != null
                || dateOfDeath != null;
    }

    /** Whose marriage ended with the death. */
    @Override
    public Optional<UUID> other(PersonRecord person, Register register) {
        return dateOfDeath == null
                ? Optional.empty()
                : Spouses.onRecord(person, register).map(PersonRecord::personId);
    }

    @Override
    public void validate(Codes codes, String at, List<Violation> violations) {
        if (sex == Sex.UNKNOWN) {
            violations.add(
                    new Violation(
                            "invalid_field", at + "/sex", "A correction brings what is right."));
        }
        if (maritalStatus != null && maritalStatus == Spouses.MARRIED) {
            violations.add(
                    new Violation(
                            "invalid_field",
                            at + "/maritalStatus",
                            "Who is married is so by a marriage, which has two people."));
        }
        codes.placeEver(birthRegistrationPlace, at + "/birthRegistrationPlace", violations);
        codes.placeEver(origin, at + "/origin", violations);
        codes.ethnicity(ethnicity, at + "/ethnicity", violations);
        codes.religion(religion, at + "/religion", violations);
        codes.nationality(nationality, at + "/nationality", violations);
        codes.bloodGroup(bloodGroup, at + "/bloodGroup", violations);
    }

    @Override
    public void check(Facts facts) {
        PersonRecord person = facts.person();
        Facts.requireOpen(person);
        if (person.with(this::edit).equals(person)) {
            throw ProblemException.refused(
                    "nothing_changes", "The record says so already.", facts.at(""));
        }
        if (dateOfBirth != null) {
            facts.requireNotAfterToday(dateOfBirth.earliest(), facts.at("/dateOfBirth"));
            if (dateOfDeath == null
                    && person.death() != null
                    && person.death().date().latest().isBefore(dateOfBirth.earliest())) {
                throw ActRefused.rule(
                        "death_before_birth",
                        "The date of death is before the birth.",
                        facts.at("/dateOfBirth"));
            }
        }
        if (dateOfDeath != null) {
            checkDeath(dateOfDeath, facts);
        }
        if (maritalStatus != null
                && person.relatives().spouse() != null
                && facts.register().find(person.relatives().spouse()).isPresent()) {
            throw ActRefused.conflict(
                    "marriage_linked",
                    "The record is linked to a spouse's: annul the marriage or register a divorce.");
        }
    }

    private void checkDeath(PartialDate died, Facts facts) {
        PersonRecord person = facts.person();
        if (person.death() == null) {
            throw ActRefused.conflict("no_death_registered", "On record the person has not died.");
        }
        facts.requireNotAfterToday(died.earliest(), facts.at("/dateOfDeath"));
        PartialDate born = dateOfBirth == null ? person.dateOfBirth() : dateOfBirth;
        if (died.latest().isBefore(born.earliest())) {
            throw ActRefused.rule(
                    "death_before_birth",
                    "The date of death is before the birth.",
                    facts.at("/dateOfDeath"));
        }
    }

    @Override
    public List<Effect> effects(Facts facts) {
        return List.of(
                new Effect(
                        facts.person(),
                        Change.correcting("record_corrected", facts.proof()),
                        this::edit));
    }

    private void edit(PersonDraft d) {
        d.name = name == null ? d.name : name;
        d.dateOfBirth = dateOfBirth == null ? d.dateOfBirth : dateOfBirth;
        d.sex = sex == null ? d.sex : sex;
        d.birthRegistrationPlace =
                birthRegistrationPlace == null ? d.birthRegistrationPlace : birthRegistrationPlace;
        d.origin = origin == null ? d.origin : origin;
        d.ethnicity = ethnicity == null ? d.ethnicity : canonical(ethnicity);
        d.religion = religion == null ? d.religion : religion;
        d.nationality = nationality == null ? d.nationality : nationality;
        d.bloodGroup = bloodGroup == null ? d.bloodGroup : bloodGroup;
        d.oldNumber = oldNumber == null ? d.oldNumber : oldNumber;
        d.birthOrder = birthOrder == null ? d.birthOrder : birthOrder;
        d.death = dateOfDeath == null ? d.death : new PersonRecord.Death(dateOfDeath);
        if (maritalStatus != null) {
            d.maritalStatus = maritalStatus;
            d.spouse = null;
        }
    }

    /** Forms write 01, the register 1. */
    private static String canonical(String ethnicity) {
        return Integer.toString(Integer.parseInt(ethnicity));
    }
}
