package vn.dancu.sharing.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.kernel.Sex;

/**
 * Whom an export is about: of what is given all must hold.
 *
 * @param numbers these people alone; none: everybody
 * @param changedSince whose record changed then or later
 */
public record Selection(
        Optional<Territory> territory,
        Optional<BirthYears> born,
        Optional<Sex> sex,
        List<PersonalIdNumber> numbers,
        Optional<Instant> changedSince) {
    public Selection {
        numbers = List.copyOf(numbers);
    }

    /**
     * @param from first year of birth, both ends count
     */
    public record BirthYears(Optional<Integer> from, Optional<Integer> to) {}

    public static Selection of(Territory territory) {
        return new Selection(
                Optional.of(territory),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Whether it names anything at all: everybody is nobody's business. */
    public boolean namesNothing() {
        return territory.isEmpty()
                && born.isEmpty()
                && sex.isEmpty()
                && numbers.isEmpty()
                && changedSince.isEmpty();
    }

    /** Lines that it tells of whoever comes back by it: they must be agreed like the others. */
    public List<PersonField> tells() {
        List<PersonField> told = new ArrayList<>();
        born.ifPresent(years -> told.add(PersonField.DATE_OF_BIRTH));
        sex.ifPresent(one -> told.add(PersonField.SEX));
        if (!numbers.isEmpty()) {
            told.add(PersonField.NUMBER);
        }
        return List.copyOf(told);
    }

    @Override
    public String toString() {
        return "Selection[hidden]";
    }
}
