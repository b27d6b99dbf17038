package vn.dancu.synthetic;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import vn.dancu.kernel.Sex;

/**
 * A person of the synthetic population, as the world knows the person: complete and right.
 *
 * @param surname as handed down, see {@link Names#surname}
 * @param birthOrder 1 or more for one of twins, else 0
 * @param maritalStatus by the ministry's code: 1 never married, 2 married, 3 divorced or widowed
 */
record Person(
        String name,
        String surname,
        Sex sex,
        LocalDate birth,
        int birthOrder,
        String ethnicGroup,
        String religion,
        Place birthRegistration,
        Place origin,
        int maritalStatus,
        @Nullable String number,
        @Nullable String oldNumber) {

    Relative asRelative() {
        return new Relative(name, number, oldNumber);
    }
}
