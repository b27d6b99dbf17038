package vn.dancu.card.bookings;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.card.bookings.Bookings.Booking;
import vn.dancu.card.model.Place;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/**
 * Whose bookings a caller deals with. An officer has those of the units of the territory, and those
 * the officer made. A citizen, by a token that is bound to the person, has their own and those made
 * for a child; all others are not there: nobody learns that somebody else has an appointment.
 */
@Component
class Bookers {
    /** In tokens that are bound to one citizen, and in no other. */
    static final String CITIZEN = "card.me";

    private static final Set<String> HIDDEN = Set.of("person_not_found", "protected_person");

    private final Callers callers;
    private final IssuingUnits units;

    Bookers(Callers callers, IssuingUnits units) {
        this.callers = callers;
        this.units = units;
    }

    /** Who books, as it is kept with the booking. */
    String name() {
        Caller caller = callers.current();
        return isCitizen(caller) ? caller.clientId() : officer(caller);
    }

    /**
     * @param person for whom a place is booked
     * @param representative who asks for a child
     * @throws ProblemException 403 {@code not_own_booking} where a citizen books for somebody else
     *     and is not the representative; whether that is so is asked of the record afterwards
     */
    void requireOwn(UUID person, @Nullable UUID representative) {
        Caller caller = callers.current();
        if (!isCitizen(caller)) {
            officer(caller);
            return;
        }
        UUID self = self(caller);
        if (!self.equals(person) && !self.equals(representative)) {
            throw ProblemException.forbidden(
                    "not_own_booking",
                    "A citizen books for themself, or for a child as its representative.");
        }
    }

    /**
     * Whether the record knows somebody, or keeps them from sight, is not told to a citizen who has
     * not been found to act for them: the answer is as for any stranger.
     */
    ProblemException told(ProblemException refused, UUID person) {
        Caller caller = callers.current();
        boolean stranger = isCitizen(caller) && !self(caller).equals(person);
        return stranger && HIDDEN.contains(refused.code())
                ? ProblemException.refused(
                        "not_a_representative",
                        "The record names another parent or representative.",
                        "/representativeId")
                : refused;
    }

    /**
     * @throws ProblemException 404 {@code booking_not_found} to a citizen whose it is not; 403
     *     {@code outside_territory}, {@code officer_required}
     */
    void require(Booking booking) {
        Caller caller = callers.current();
        if (isCitizen(caller)) {
            UUID self = self(caller);
            boolean own =
                    self.equals(booking.application().personId())
                            || booking.representativeId().filter(self::equals).isPresent();
            if (!own) {
                throw Bookings.notFound();
            }
            return;
        }
        boolean made = officer(caller).equals(booking.bookedBy());
        if (!made && !covers(caller, booking.slot().unit())) {
            throw ProblemException.forbidden(
                    "outside_territory", "The unit works outside the officer's territory.");
        }
    }

    private boolean covers(Caller caller, String unit) {
        Optional<Place> territory = units.find(unit).map(one -> one.territory());
        return territory
                .filter(
                        place ->
                                caller.territory()
                                        .covers(
                                                place.province(),
                                                place.district().orElse(null),
                                                place.commune().orElse(null)))
                .isPresent();
    }

    private static boolean isCitizen(Caller caller) {
        return caller.hasScope(CITIZEN);
    }

    private static UUID self(Caller caller) {
        UUID person = caller.person();
        if (person == null) {
            throw ProblemException.forbidden(
                    "person_missing", "The token is not bound to a citizen.");
        }
        return person;
    }

    private static String officer(Caller caller) {
        String officer = caller.officer();
        if (officer == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return officer;
    }
}
