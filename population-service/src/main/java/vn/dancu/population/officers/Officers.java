package vn.dancu.population.officers;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.Territory;
import vn.dancu.population.record.PersonRecord;
import vn.dancu.population.record.Place;
import vn.dancu.population.record.WritingRights;

/**
 * What every command asks about the officer who gives it: inside the territory, not about oneself
 * or a relative, and decided by another than who proposed it.
 */
@Component
public class Officers {
    private final Callers callers;
    private final WritingRights rights;

    Officers(Callers callers, WritingRights rights) {
        this.callers = callers;
        this.rights = rights;
    }

    /** The name that the current caller signs with. */
    public String signature() {
        Caller caller = callers.current();
        String officer = caller.officer();
        return officer == null ? caller.subject() : officer;
    }

    /** Whether the current officer may act where a place lies; without one, abroad. */
    public boolean mayActAt(@Nullable Place place) {
        var territory = callers.current().territory();
        return place == null
                ? territory.equals(Territory.COUNTRY)
                : territory.covers(place.province(), place.district(), place.commune());
    }

    /**
     * Those who live abroad or nowhere belong to the national agency.
     *
     * @throws ProblemException 403 {@code outside_territory}
     */
    public void requireTerritory(@Nullable Place place) {
        if (!mayActAt(place)) {
            throw ProblemException.forbidden(
                    "outside_territory",
                    "The record is kept at a place outside the officer's territory.");
        }
    }

    /**
     * Nobody writes or approves their own record or a relative's.
     *
     * @throws ProblemException 403 {@code own_record}, {@code relative_record}
     */
    public void requireStranger(Collection<PersonRecord> people) {
        people.forEach(rights::requireUnrelated);
    }

    /**
     * @throws ProblemException 422 {@code second_officer_required} if the caller is one of those
     *     who signed before
     */
    public void requireSecond(String first) {
        if (signature().equals(first)) {
            throw ProblemException.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "second_officer_required",
                    "Who proposed it does not decide on it.");
        }
    }
}
