package vn.dancu.population.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * The current state of one person: the information lines of Law 59/2014 Art 9 as amended in 2020,
 * under the internal id that never changes. It is also the wire form, see {@code
 * contracts/population/person.schema.json}.
 *
 * @param version counts the states of this person from 1
 * @param ethnicity 1 to 54, 55 foreigner, 99 not known
 * @param religion 0 to 14; unknown for a newborn
 * @param nationality ISO 3166-1 alpha-2
 * @param maritalStatus 0 no information, 1 never married, 2 married, 3 divorced or widowed
 * @param bloodGroup 01 A, 02 B, 03 AB, 04 O; only on the citizen's request
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
        @Nullable Death death) {

    /**
     * @param date as far as it is known
     */
    public record Death(PartialDate date) {}

    PersonRecord withNumber(PersonalIdNumber assigned) {
        return new PersonRecord(
                personId,
                version + 1,
                status,
                assigned,
                NumberStatus.ASSIGNED,
                null,
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
                relatives,
                death);
    }

    PersonRecord withoutNumber(NumberStatus why, String reason) {
        return new PersonRecord(
                personId,
                version + 1,
                status,
                null,
                why,
                reason,
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
                relatives,
                death);
    }

    PersonRecord dead(Death registered) {
        return new PersonRecord(
                personId,
                version + 1,
                LifeStatus.DEAD,
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
                relatives,
                registered);
    }
}
