package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;
import vn.dancu.reference.CodeList;

/**
 * The current state of one person: the information lines of Law 59/2014 Art 9 as amended in 2020
 * and, beyond them, of Law 26/2023 Art 9, under the internal id that never changes. It is also the
 * wire form, see {@code contracts/population/person.schema.json}.
 *
 * @param version counts the states of this person from 1
 * @param oldNumber the 9-digit number last in use; others stand in {@link Further}
 * @param ethnicity 1 to 54, 55 foreigner, 99 not known
 * @param religion 0 to 14; unknown for a newborn
 * @param nationality ISO 3166-1 alpha-2, or {@link #STATELESS} or {@link #NATIONALITY_UNKNOWN}
 * @param maritalStatus 0 no information, 1 never married, 2 married, 3 divorced or widowed
 * @param bloodGroup 01 A, 02 B, 03 AB, 04 O; only on the citizen's request
 * @param closed why nothing is written to this record any more, if so
 * @param mergedInto the record that this one was merged into; it is the person from then on
 * @param protectedPerson true for a person whose record only a named scope may read, else absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PersonRecord(
        UUID personId,
        long version,
        LifeStatus status,
        @Nullable PersonalIdNumber number,
        NumberStatus numberStatus,
        @Nullable String numberReason,
        @Nullable String oldNumber,
        PersonName name,
        PartialDate dateOfBirth,
        @Nullable Integer birthOrder,
        Sex sex,
        Place birthRegistrationPlace,
        Place origin,
        String ethnicity,
        @Nullable String religion,
        String nationality,
        int maritalStatus,
        @Nullable Place permanentResidence,
        @Nullable Place temporaryResidence,
        @Nullable Place currentResidence,
        @Nullable String bloodGroup,
        @JsonUnwrapped Relatives relatives,
        @Nullable Death death,
        @JsonUnwrapped Further further,
        @Nullable RecordClosure closed,
        @Nullable UUID mergedInto,
        @Nullable Boolean protectedPerson) {

    /**
     * Without any nationality: of the codes that ISO 3166-1 leaves to its users. Machine-readable
     * documents write XXA (ICAO 9303-3).
     */
    public static final String STATELESS = CodeList.STATELESS;

    /** Of a nationality that could not be found out yet; ICAO 9303-3 writes XXX. */
    public static final String NATIONALITY_UNKNOWN = "XX";

    /**
     * @param date as far as it is known
     */
    public record Death(PartialDate date) {}

    /** The first state of a new record; what is not named here is not known yet. */
    public static PersonRecord first(
            UUID personId,
            PersonName name,
            PartialDate dateOfBirth,
            Sex sex,
            Place birthRegistrationPlace,
            Place origin,
            String ethnicity,
            String nationality) {
        return new PersonRecord(
                personId,
                1,
                LifeStatus.ALIVE,
                null,
                NumberStatus.AWAITING,
                null,
                null,
                name,
                dateOfBirth,
                null,
                sex,
                birthRegistrationPlace,
                origin,
                ethnicity,
                null,
                nationality,
                0,
                null,
                null,
                null,
                null,
                Relatives.NONE,
                null,
                Further.NONE,
                null,
                null,
                null);
    }

    /** The same record with some lines changed; the version is left to {@link Persons}. */
    public PersonRecord with(Consumer<PersonDraft> edit) {
        PersonDraft draft = new PersonDraft(this);
        edit.accept(draft);
        return draft.record(version);
    }

    /** The same state under another version. */
    public PersonRecord ofVersion(long other) {
        return new PersonDraft(this).record(other);
    }

    /** Whether nothing may be written to it any more. */
    public boolean hasEnded() {
        return closed != null;
    }

    /** Whether only those with a named scope may read it. */
    public boolean needsScope() {
        return protectedPerson != null && protectedPerson;
    }

    /**
     * The place whose officers keep this record: where the person lives, else where the birth was
     * registered; nothing for who lives abroad, whom the national agency serves.
     */
    public Optional<Place> keptAt() {
        if (permanentResidence != null) {
            return Optional.of(permanentResidence);
        }
        if (temporaryResidence != null) {
            return Optional.of(temporaryResidence);
        }
        if (currentResidence != null) {
            return Optional.of(currentResidence);
        }
        return further.residenceAbroad() == null
                ? Optional.of(birthRegistrationPlace)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "PersonRecord[" + personId + ", version " + version + "]";
    }
}
