package vn.dancu.card.bookings;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.applications.Applications;
import vn.dancu.card.applications.BookedApplications;
import vn.dancu.card.applications.BookedApplications.Wish;
import vn.dancu.card.applications.StepTaken;
import vn.dancu.card.bookings.Slots.Slot;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.Command;
import vn.dancu.card.units.UnitSucceeded;
import vn.dancu.platform.problem.ProblemException;

/** Who booked which slot. A citizen has one live booking: the database says so. */
@Component
class Bookings {
    private static final String SERVICE = "card-issuance-service";
    private static final int MISSED_AT_ONCE = 100;

    private final JdbcClient jdbc;
    private final Slots slots;
    private final BookedApplications booked;
    private final Applications applications;
    private final BookingSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Bookings(
            JdbcClient jdbc,
            Slots slots,
            BookedApplications booked,
            Applications applications,
            BookingSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.slots = slots;
        this.booked = booked;
        this.applications = applications;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A booking as it stands; its id is the application's.
     *
     * @param representativeId who asked for a child
     * @param bookedBy the officer, or the client through which a citizen booked
     */
    record Booking(
            CardApplication application,
            Optional<UUID> representativeId,
            String state,
            Slot slot,
            String bookedBy) {}

    /**
     * @throws ProblemException 422 {@code slot_unknown}, {@code slot_over}; 409 {@code slot_full},
     *     {@code open_application_exists}
     */
    UUID book(Wish wish, Slot slot, String booker) {
        requireAhead(slot);
        return booked.book(
                wish,
                application -> {
                    slots.take(slot.slotId());
                    jdbc.sql(
                                    """
                                    insert into booking (person_id, application_id, slot_id, state,
                                        booked_by, booked_at)
                                    values (:person, :application, :slot, 'LIVE', :by, :at)
                                    """)
                            .param("person", application.personId())
                            .param("application", application.applicationId())
                            .param("slot", slot.slotId())
                            .param("by", booker)
                            .param("at", Timestamp.from(application.filedAt()))
                            .update();
                });
    }

    Slot slot(UUID slotId) {
        return slots.find(slotId)
                .orElseThrow(
                        () ->
                                ProblemException.refused(
                                        "slot_unknown", "There is no such slot.", "/slotId"));
    }

    /** Whether it has not begun, and lies no further ahead than may be booked. */
    boolean isAhead(Slot slot) {
        Instant now = clock.instant();
        return slot.startsAt().isAfter(now) && !slot.startsAt().isAfter(now.plus(settings.ahead()));
    }

    private void requireAhead(Slot slot) {
        if (!isAhead(slot)) {
            throw ProblemException.refused(
                    "slot_over",
                    "The slot has begun, or lies further ahead than may be booked.",
                    "/slotId");
        }
    }

    /** Another slot of the same unit for a live booking. */
    void move(UUID applicationId, UUID slotId) {
        Slot next = slot(slotId);
        requireAhead(next);
        transactions.executeWithoutResult(
                status -> {
                    Booking live =
                            find(applicationId, " for update of b").orElseThrow(Bookings::notFound);
                    if (!live.state().equals("LIVE")) {
                        throw ProblemException.conflict("wrong_state", "It is not live.");
                    }
                    if (!live.slot().unit().equals(next.unit())) {
                        throw ProblemException.refused(
                                "slot_of_other_unit",
                                "Another unit is another booking: cancel this one first.",
                                "/slotId");
                    }
                    if (live.slot().slotId().equals(slotId)) {
                        return;
                    }
                    slots.take(slotId);
                    slots.free(live.slot().slotId());
                    jdbc.sql(
                                    """
                                    update booking set slot_id = :slot
                                    where person_id = :person and application_id = :application
                                    """)
                            .param("slot", slotId)
                            .param("person", live.application().personId())
                            .param("application", applicationId)
                            .update();
                });
    }

    void cancel(UUID applicationId, int version, String note) {
        booked.cancel(applicationId, version, note);
    }

    Optional<Booking> find(UUID applicationId) {
        return find(applicationId, "");
    }

    private Optional<Booking> find(UUID applicationId, String locking) {
        return applications
                .find(applicationId)
                .flatMap(
                        file ->
                                jdbc.sql(
                                                """
                                                select b.slot_id, b.state, b.booked_by
                                                from booking b
                                                where b.person_id = :person
                                                  and b.application_id = :application
                                                """
                                                        + locking)
                                        .param("person", file.application().personId())
                                        .param("application", applicationId)
                                        .query(
                                                (row, n) ->
                                                        new Booking(
                                                                file.application(),
                                                                file.representative(),
                                                                row.getString("state"),
                                                                slot(
                                                                        row.getObject(
                                                                                "slot_id",
                                                                                UUID.class)),
                                                                row.getString("booked_by")))
                                        .optional());
    }

    static ProblemException notFound() {
        return ProblemException.notFound("booking_not_found", "There is no such booking.");
    }

    /** Whoever came has kept the booking; whoever will not come leaves the place to another. */
    @EventListener
    void follow(StepTaken step) {
        CardApplication after = step.after();
        if (step.command() == Command.RECEIVE) {
            end(after, "KEPT");
        } else if (!after.state().isOpen()) {
            end(after, "CANCELLED").ifPresent(slots::free);
        }
    }

    private Optional<UUID> end(CardApplication application, String state) {
        return jdbc.sql(
                        """
                        update booking set state = :state
                        where person_id = :person and application_id = :application
                          and state = 'LIVE'
                        returning slot_id
                        """)
                .param("state", state)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .query(UUID.class)
                .optional();
    }

    /** Appointments follow their unit. */
    @EventListener
    void follow(UnitSucceeded succeeded) {
        slots.move(succeeded.code(), succeeded.successor().code(), clock.instant());
    }

    /** Nobody came: the application is withdrawn, so that another slot can be booked. */
    @Scheduled(fixedDelayString = "${dancu.card.bookings.missed-every:60s}")
    void missed() {
        Instant before = clock.instant().minus(settings.grace());
        List<UUID> late =
                jdbc.sql(
                                """
                                select b.application_id from booking b
                                join booking_slot s on s.slot_id = b.slot_id
                                where b.state = 'LIVE' and s.ends_at < :before
                                order by s.ends_at
                                limit :limit
                                """)
                        .param("before", Timestamp.from(before))
                        .param("limit", MISSED_AT_ONCE)
                        .query(UUID.class)
                        .list();
        late.forEach(id -> transactions.executeWithoutResult(status -> miss(id)));
    }

    private void miss(UUID applicationId) {
        applications
                .lock(applicationId)
                .map(file -> file.application())
                .filter(open -> open.state() == ApplicationState.BOOKED)
                .ifPresent(
                        open -> {
                            end(open, "MISSED");
                            applications.store(
                                    open.withdraw(clock.instant()),
                                    Command.WITHDRAW,
                                    SERVICE,
                                    Optional.of("nobody_came"));
                        });
    }
}
