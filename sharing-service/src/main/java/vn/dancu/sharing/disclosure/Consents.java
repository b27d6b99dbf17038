package vn.dancu.sharing.disclosure;

import java.util.Set;
import java.util.UUID;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.PurposeCode;

/** What citizens have agreed to; without a keeper of consents, nobody has agreed to anything. */
public interface Consents {
    /** Those whose consent to this agency and purpose is in force at this moment. */
    Set<UUID> covered(Set<UUID> people, AgencyCode agency, PurposeCode purpose);

    /** Whether that of one person is. */
    default boolean cover(UUID person, AgencyCode agency, PurposeCode purpose) {
        return covered(Set.of(person), agency, purpose).contains(person);
    }
}
