package vn.dancu.card.population;

import java.util.Optional;

/**
 * Lines of data group 13 that are printed on no face.
 *
 * @param ethnicity code of the list of ethnic groups
 * @param religion code of the list of religions
 */
public record ChipLines(
        Optional<String> ethnicity,
        Optional<String> religion,
        Optional<String> father,
        Optional<String> mother,
        Optional<String> spouse) {
    @Override
    public String toString() {
        return "ChipLines[hidden]";
    }
}
