package vn.dancu.card.model;

import java.util.Optional;

/**
 * The lines of the form CC02 (phiếu thu nhận thông tin căn cước công dân) that no card prints:
 * codes as in the population record, texts as registered.
 *
 * @param ethnicity code of the list of ethnic groups
 * @param religion code of the list of religions
 * @param maritalStatus 0 not known, 1 single, 2 married, 3 divorced or widowed
 * @param bloodGroup code 01 to 04
 */
public record FormLines(
        String ethnicity,
        String religion,
        int maritalStatus,
        Optional<String> bloodGroup,
        Optional<Place> birthRegistrationPlace,
        Optional<Place> currentResidence,
        Optional<Relative> father,
        Optional<Relative> mother,
        Optional<Relative> spouse,
        Optional<Relative> representative,
        Optional<Relative> householdHead,
        Optional<String> relationshipToHead) {
    /** Someone named in the record. */
    public record Relative(String name, Optional<String> number, Optional<String> nationality) {
        @Override
        public String toString() {
            return "Relative[hidden]";
        }
    }

    @Override
    public String toString() {
        return "FormLines[hidden]";
    }
}
