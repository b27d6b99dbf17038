package vn.dancu.card.applications;

import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.dancu.card.applications.ApplicationDesk.Filing;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.platform.problem.ProblemException;

/** Applications that begin with a booking; what is booked is kept by another feature. */
@Component
public class BookedApplications {
    private final ApplicationDesk desk;

    BookedApplications(ApplicationDesk desk) {
        this.desk = desk;
    }

    /**
     * What a citizen wants.
     *
     * @param representativeId who asks for a child below 14
     */
    public record Wish(
            UUID personId,
            CardKind kind,
            @Nullable CardReason reason,
            String unit,
            @Nullable UUID representativeId) {}

    /**
     * Asks the record whether there may be a card, and begins the application.
     *
     * @param beside stores the booking in the same transaction
     * @throws ProblemException 409 {@code open_application_exists}; 422 with each rule that is
     *     broken
     */
    public UUID book(Wish wish, Consumer<CardApplication> beside) {
        return desk.book(
                new Filing(
                        wish.personId(),
                        wish.kind(),
                        wish.reason(),
                        wish.unit(),
                        wish.representativeId(),
                        null,
                        null),
                beside);
    }

    /**
     * @throws ProblemException 409 {@code wrong_state}, {@code stale_version}
     */
    public void cancel(UUID applicationId, int version, String note) {
        desk.cancelBooking(applicationId, version, note);
    }
}
