package vn.dancu.sharing.agreements;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import vn.dancu.sharing.model.AgencyCode;
import vn.dancu.sharing.model.Agreement;

/**
 * The active agreements, remembered by this instance. What it remembers may be old, and never
 * decides alone: an access that it allows is recorded only if the version is active in the database
 * at that moment, and one that it would refuse is decided again on {@link #read}. So no message
 * between instances is needed for an agreement to end everywhere at once.
 */
@Component
public class AgreementBook {
    private final Agreements agreements;

    /** Bounded by the number of agencies with an active agreement. */
    private final ConcurrentHashMap<AgencyCode, List<Agreement>> known = new ConcurrentHashMap<>();

    AgreementBook(Agreements agreements) {
        this.agreements = agreements;
    }

    public List<Agreement> remembered(AgencyCode agency) {
        List<Agreement> remembered = known.get(agency);
        return remembered == null ? read(agency) : remembered;
    }

    /** As they stand in the database now. */
    public List<Agreement> read(AgencyCode agency) {
        List<Agreement> active = agreements.active(agency);
        if (active.isEmpty()) {
            known.remove(agency);
        } else {
            known.put(agency, active);
        }
        return active;
    }
}
