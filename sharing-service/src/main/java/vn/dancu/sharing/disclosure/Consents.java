package vn.dancu.sharing.disclosure;

import java.util.UUID;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.PurposeCode;

/** What citizens have agreed to; without a keeper of consents, nobody has agreed to anything. */
public interface Consents {
    /** Whether a consent of the person to this agency and purpose is in force at this moment. */
    boolean cover(UUID person, AgencyCode agency, PurposeCode purpose);
}
