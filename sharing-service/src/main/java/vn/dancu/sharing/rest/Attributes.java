package vn.dancu.sharing.rest;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.sharing.disclosure.Claim;
import vn.dancu.sharing.disclosure.Claim.Place;
import vn.dancu.sharing.disclosure.Claim.Relative;
import vn.dancu.sharing.model.PersonField;

/** What an agency believes about a person, beside number, name and date of birth. */
record Attributes(
        @Nullable PersonalIdNumber number,
        @Nullable @Pattern(regexp = "[0-9]{9}", message = "nine digits") String oldNumber,
        @Nullable @Pattern(regexp = "MALE|FEMALE", message = "a known sex") String sex,
        @Valid @Nullable Place birthRegistrationPlace,
        @Valid @Nullable Place origin,
        @Nullable @Pattern(regexp = "[0-9]{1,3}", message = "a code") String ethnicity,
        @Nullable @Pattern(regexp = "[0-9]{1,3}", message = "a code") String religion,
        @Nullable @Pattern(regexp = "[A-Z]{2}", message = "ISO 3166-1 alpha-2") String nationality,
        @Nullable @Min(0) @Max(9) Integer maritalStatus,
        @Valid @Nullable Place permanentResidence,
        @Valid @Nullable Place temporaryResidence,
        @Valid @Nullable Place currentResidence,
        @Nullable @Pattern(regexp = "[0-9]{2}", message = "a code") String bloodGroup,
        @Valid @Nullable Relative father,
        @Valid @Nullable Relative mother,
        @Valid @Nullable Relative spouse,
        @Valid @Nullable Relative representative,
        @Valid @Nullable Relative householdHead,
        @Nullable @Size(min = 1, max = 100) String relationshipToHead,
        @Nullable @Pattern(regexp = "ALIVE|DEAD|MISSING", message = "a status") String status) {

    /**
     * In the order of the information lines.
     *
     * @throws ProblemException 422 {@code invalid_fields} for a claim that claims nothing
     */
    Map<PersonField, Claim> claims() {
        Map<PersonField, Claim> claims = new EnumMap<>(PersonField.class);
        code(claims, PersonField.NUMBER, Optional.ofNullable(number).map(PersonalIdNumber::digits));
        code(claims, PersonField.OLD_NUMBER, Optional.ofNullable(oldNumber));
        code(claims, PersonField.SEX, Optional.ofNullable(sex));
        claim(claims, PersonField.BIRTH_REGISTRATION_PLACE, birthRegistrationPlace);
        claim(claims, PersonField.ORIGIN, origin);
        code(claims, PersonField.ETHNICITY, Optional.ofNullable(ethnicity));
        code(claims, PersonField.RELIGION, Optional.ofNullable(religion));
        code(claims, PersonField.NATIONALITY, Optional.ofNullable(nationality));
        code(
                claims,
                PersonField.MARITAL_STATUS,
                Optional.ofNullable(maritalStatus).map(String::valueOf));
        claim(claims, PersonField.PERMANENT_RESIDENCE, permanentResidence);
        claim(claims, PersonField.TEMPORARY_RESIDENCE, temporaryResidence);
        claim(claims, PersonField.CURRENT_RESIDENCE, currentResidence);
        code(claims, PersonField.BLOOD_GROUP, Optional.ofNullable(bloodGroup));
        claim(claims, PersonField.FATHER, father);
        claim(claims, PersonField.MOTHER, mother);
        claim(claims, PersonField.SPOUSE, spouse);
        claim(claims, PersonField.REPRESENTATIVE, representative);
        claim(claims, PersonField.HOUSEHOLD_HEAD, householdHead);
        claim(
                claims,
                PersonField.RELATIONSHIP_TO_HEAD,
                relationshipToHead == null ? null : new Claim.Text(relationshipToHead));
        code(claims, PersonField.STATUS, Optional.ofNullable(status));
        refuseEmpty(claims);
        return claims;
    }

    private static void code(
            Map<PersonField, Claim> claims, PersonField field, Optional<String> value) {
        value.ifPresent(text -> claims.put(field, new Claim.Code(text)));
    }

    private static void claim(
            Map<PersonField, Claim> claims, PersonField field, @Nullable Claim claim) {
        if (claim != null) {
            claims.put(field, claim);
        }
    }

    private static void refuseEmpty(Map<PersonField, Claim> claims) {
        List<Violation> violations = new ArrayList<>();
        claims.forEach(
                (field, claim) -> {
                    boolean empty =
                            switch (claim) {
                                case Claim.Place place -> place.claimsNothing();
                                case Claim.Relative relative -> relative.claimsNothing();
                                case Claim.Code code -> false;
                                case Claim.Text text -> false;
                            };
                    if (empty) {
                        violations.add(
                                new Violation(
                                        "claim_empty",
                                        "/attributes/" + field.wire(),
                                        "It claims nothing."));
                    }
                });
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    @Override
    public String toString() {
        return "Attributes[hidden]";
    }
}
