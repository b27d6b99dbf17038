package vn.dancu.sharing.agreements;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Agreement;
import vn.dancu.sharing.model.Standing;

/**
 * The active agreements, remembered by this instance. What it remembers may be old, and never
 * decides alone: an access that it allows is recorded only if the version is active and the client
 * registered in the database at that moment, and one that it would refuse is decided again on
 * {@link #read}. So no message between instances is needed for an agreement to end everywhere at
 * once.
 */
@Component
public class AgreementBook {
    private final Agreements agreements;
    private final Members members;

    /** Bounded by the number of agencies with an active agreement. */
    private final ConcurrentHashMap<AgencyCode, Standing> known = new ConcurrentHashMap<>();

    AgreementBook(Agreements agreements, Members members) {
        this.agreements = agreements;
        this.members = members;
    }

    public Standing remembered(AgencyCode agency) {
        Standing remembered = known.get(agency);
        return remembered == null ? read(agency) : remembered;
    }

    /** As they stand in the database now. */
    public Standing read(AgencyCode agency) {
        List<Agreement> active = agreements.active(agency);
        Standing standing = new Standing(active, members.clients(agency), members.officers(agency));
        if (active.isEmpty()) {
            known.remove(agency);
        } else {
            known.put(agency, standing);
        }
        return standing;
    }
}
