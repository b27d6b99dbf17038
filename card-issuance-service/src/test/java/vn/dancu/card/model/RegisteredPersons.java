package vn.dancu.card.model;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.dancu.kernel.PartialDate;
import vn.dancu.kernel.PersonName;
import vn.dancu.kernel.Sex;

/** People for tests of rules. */
final class RegisteredPersons {
    static final FormLines NO_LINES =
            new FormLines(
                    "1",
                    "0",
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private RegisteredPersons() {}

    static RegisteredPerson withRelatives(UUID id, UUID... relatives) {
        return person(id, Set.of(relatives), Set.of(), Set.of());
    }

    static RegisteredPerson represented(UUID parent, UUID representative) {
        return person(new UUID(9, 9), Set.of(), Set.of(parent), Set.of(representative));
    }

    private static RegisteredPerson person(
            UUID id, Set<UUID> relatives, Set<UUID> parents, Set<UUID> representatives) {
        return new RegisteredPerson(
                id,
                1,
                Optional.empty(),
                Optional.empty(),
                new PersonName("Trần Thị Được"),
                PartialDate.parse("1998-03-15"),
                Sex.FEMALE,
                "VN",
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                Optional.empty(),
                relatives,
                parents,
                representatives,
                NO_LINES);
    }
}
