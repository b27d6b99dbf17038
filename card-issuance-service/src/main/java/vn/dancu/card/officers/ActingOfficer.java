package vn.dancu.card.officers;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import vn.dancu.card.model.Officer;
import vn.dancu.card.model.Place;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** The officer on whose behalf the current request is made. */
@Component
public class ActingOfficer {
    private final Callers callers;

    ActingOfficer(Callers callers) {
        this.callers = callers;
    }

    /**
     * @throws ProblemException 403 {@code officer_required} for a client without an officer
     */
    public Officer current() {
        Caller caller = callers.current();
        String name = caller.officer();
        if (name == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return new Officer(name, Optional.ofNullable(caller.person()));
    }

    /**
     * The officer, who is not the one who proposed and not the person concerned.
     *
     * @throws ProblemException 422 {@code second_officer_required}
     */
    public Officer second(String first, Optional<UUID> concerned) {
        Officer officer = current();
        if (officer.name().equals(first)) {
            throw ProblemException.refused(
                    "second_officer_required", "Another officer than the first one decides.");
        }
        requireNotOwn(officer, concerned);
        return officer;
    }

    /**
     * @throws ProblemException 403 {@code own_card}
     */
    public void requireNotOwn(Officer officer, Optional<UUID> concerned) {
        if (concerned.isPresent() && officer.personId().equals(concerned)) {
            throw ProblemException.forbidden("own_card", "Nobody acts on a card of their own.");
        }
    }

    public boolean covers(Place place) {
        return callers.current()
                .territory()
                .covers(
                        place.province(),
                        place.district().orElse(null),
                        place.commune().orElse(null));
    }

    /**
     * @throws ProblemException 403 {@code outside_territory}
     */
    public void requireTerritory(Place place) {
        if (!covers(place)) {
            throw ProblemException.forbidden(
                    "outside_territory", "The holder lives outside the officer's territory.");
        }
    }
}
