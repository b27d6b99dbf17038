package vn.dancu.synthetic;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * People who live together, with the day on which their cards were filled in. The first member is
 * the head.
 *
 * @param elsewhere where they live now, if not where they are registered
 */
record Household(
        List<Member> members, Place residence, @Nullable Place elsewhere, LocalDate collectedAt) {

    Person head() {
        return members.getFirst().person();
    }

    /**
     * A person within the household.
     *
     * @param relationship to the head, in the words of the form
     */
    record Member(
            Person person,
            @Nullable Relative father,
            @Nullable Relative mother,
            @Nullable Relative spouse,
            String relationship) {}
}
