package vn.dancu.card.bookings;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.applications.BookedApplications.Wish;
import vn.dancu.card.bookings.Bookings.Booking;
import vn.dancu.card.bookings.Slots.Slot;
import vn.dancu.card.deadlines.Deadlines;
import vn.dancu.card.forms.SheetPdf;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.WorkingCalendar;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** Slots and bookings over HTTP: made by units, booked by citizens through the portal. */
@RestController
@RequestMapping("/cards/v1")
class BookingsController {
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int MAX_SLOTS = 1000;
    private static final int MAX_DAYS = 31;
    private static final int MAX_NOTE = 500;

    private final Bookings bookings;
    private final Slots slots;
    private final IssuingUnits units;
    private final Deadlines deadlines;
    private final BookingSettings settings;
    private final Bookers bookers;
    private final AuditRecords audit;
    private final Callers callers;
    private final TransactionTemplate transactions;

    BookingsController(
            Bookings bookings,
            Slots slots,
            IssuingUnits units,
            Deadlines deadlines,
            BookingSettings settings,
            Bookers bookers,
            AuditRecords audit,
            Callers callers,
            TransactionTemplate transactions) {
        this.bookings = bookings;
        this.slots = slots;
        this.units = units;
        this.deadlines = deadlines;
        this.settings = settings;
        this.bookers = bookers;
        this.audit = audit;
        this.callers = callers;
        this.transactions = transactions;
    }

    /**
     * @param from the first day
     * @param to the day after the last, at most 31 days later
     */
    @GetMapping("/units/{code}/slots")
    SlotList slots(
            @PathVariable String code, @RequestParam LocalDate from, @RequestParam LocalDate to) {
        if (isOdd(from) || !to.isAfter(from) || to.isAfter(from.plusDays(MAX_DAYS))) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "From 1 to " + MAX_DAYS + " days: from, the day after.");
        }
        if (units.find(code).isEmpty()) {
            throw ProblemException.notFound("unit_not_found", "There is no such unit.");
        }
        return new SlotList(slots.of(code, start(from), start(to), MAX_SLOTS));
    }

    /** A year that no database and no clock need hold. */
    private static boolean isOdd(LocalDate day) {
        return day.getYear() < 2000 || day.getYear() > 2100;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }

    /** Slots of equal length on each working day of a period; those there are stay. */
    @PostMapping("/units/{code}/slots")
    Made makeSlots(@PathVariable String code, @RequestBody SeriesRequest request) {
        IssuingUnit unit = units.working(code);
        requireOfficerOf(unit);
        List<Slot> series = series(code, request.checked(), deadlines.calendar());
        if (series.isEmpty() || series.size() > settings.slotsAtOnce()) {
            throw ProblemException.refused(
                    "slots_count",
                    "One request makes 1 to " + settings.slotsAtOnce() + " slots.",
                    "/to");
        }
        if (!bookings.isAhead(series.getFirst()) || !bookings.isAhead(series.getLast())) {
            throw ProblemException.refused(
                    "slots_out_of_reach",
                    "Slots begin after now, and no further ahead than may be booked.",
                    "/from");
        }
        Integer made =
                transactions.execute(status -> (int) series.stream().filter(slots::add).count());
        return new Made(made == null ? 0 : made, series.size());
    }

    private static List<Slot> series(String unit, Series request, WorkingCalendar calendar) {
        List<Slot> series = new ArrayList<>();
        Duration length = Duration.ofMinutes(request.minutes());
        for (LocalDate day = request.from(); day.isBefore(request.to()); day = day.plusDays(1)) {
            if (!calendar.isWorked(day)) {
                continue;
            }
            Instant end = day.atTime(request.closes()).atZone(ZONE).toInstant();
            Instant begin = day.atTime(request.opens()).atZone(ZONE).toInstant();
            while (!begin.plus(length).isAfter(end)) {
                series.add(
                        new Slot(
                                UUID.randomUUID(),
                                unit,
                                begin,
                                begin.plus(length),
                                request.capacity(),
                                0,
                                Optional.ofNullable(request.venue())));
                begin = begin.plus(length);
            }
        }
        return series;
    }

    private void requireOfficerOf(IssuingUnit unit) {
        Caller caller = callers.current();
        if (caller.officer() == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        boolean inside =
                caller.territory()
                        .covers(
                                unit.territory().province(),
                                unit.territory().district().orElse(null),
                                unit.territory().commune().orElse(null));
        if (!inside) {
            throw ProblemException.forbidden(
                    "outside_territory", "The unit works outside the officer's territory.");
        }
    }

    @PostMapping("/bookings")
    ResponseEntity<Answer> book(@RequestBody BookingRequest request) {
        BookingRequest checked = request.checked();
        bookers.requireOwn(checked.person(), checked.representativeId());
        Slot slot = bookings.slot(checked.slot());
        Wish wish =
                new Wish(
                        checked.person(),
                        checked.wantedKind(),
                        checked.reason(),
                        slot.unit(),
                        checked.representativeId());
        UUID id;
        try {
            id = bookings.book(wish, slot, bookers.name());
        } catch (ProblemException e) {
            throw bookers.told(e, checked.person());
        }
        return ResponseEntity.created(URI.create("/cards/v1/bookings/" + id)).body(answer(own(id)));
    }

    @GetMapping("/bookings/{id}")
    ResponseEntity<Answer> booking(@PathVariable UUID id) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer(read(id)));
    }

    /** A booking of the caller's, with a record of who read it. */
    private Booking read(UUID id) {
        return Objects.requireNonNull(
                transactions.execute(
                        status -> {
                            Booking booking = own(id);
                            audit.record(
                                    "card_booking_read",
                                    Optional.of(booking.application().personId()),
                                    "answered");
                            return booking;
                        }));
    }

    private Booking own(UUID id) {
        Booking booking = bookings.find(id).orElseThrow(Bookings::notFound);
        bookers.require(booking);
        return booking;
    }

    /** The appointment slip CC03 (giấy hẹn): no name, so that a lost one tells nobody anything. */
    @GetMapping("/bookings/{id}/slip.pdf")
    ResponseEntity<byte[]> slip(@PathVariable UUID id) {
        Booking booking = read(id);
        IssuingUnit unit = units.find(booking.slot().unit()).orElseThrow();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_PDF)
                .body(SheetPdf.of(AppointmentSlip.of(id, booking.slot(), unit)));
    }

    @PostMapping("/bookings/{id}/move")
    Answer move(@PathVariable UUID id, @RequestBody MoveRequest request) {
        UUID slotId = request.slotId();
        if (slotId == null) {
            throw missing("/slotId");
        }
        own(id);
        bookings.move(id, slotId);
        return answer(own(id));
    }

    @PostMapping("/bookings/{id}/cancellation")
    Answer cancellation(@PathVariable UUID id, @RequestBody CancellationRequest request) {
        String reason = request.reason();
        if (reason == null || reason.isEmpty() || reason.length() > MAX_NOTE) {
            throw missing("/reason");
        }
        own(id);
        bookings.cancel(id, request.version(), reason);
        return answer(own(id));
    }

    private static Answer answer(Booking booking) {
        return new Answer(
                booking.application().applicationId(),
                booking.application().version(),
                booking.application().state(),
                booking.state(),
                booking.application().kind(),
                booking.application().reason(),
                booking.slot());
    }

    private static ProblemException missing(String pointer) {
        return ProblemException.invalid(
                List.of(new Violation("missing_field", pointer, "Required.")));
    }

    /**
     * @param opens when the first slot begins, by the clock in Việt Nam
     * @param closes when the last slot ends
     * @param minutes length of a slot
     * @param venue where a mobile team stands
     */
    record SeriesRequest(
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable LocalTime opens,
            @Nullable LocalTime closes,
            int minutes,
            int capacity,
            @Nullable String venue) {
        Series checked() {
            if (from == null || to == null || opens == null || closes == null) {
                throw missing(
                        from == null
                                ? "/from"
                                : to == null ? "/to" : opens == null ? "/opens" : "/closes");
            }
            List<Violation> broken = new ArrayList<>();
            if (isOdd(from)) {
                broken.add(new Violation("invalid_field", "/from", "From 2000 to 2100."));
            } else if (!to.isAfter(from) || to.isAfter(from.plusDays(MAX_DAYS))) {
                broken.add(new Violation("invalid_field", "/to", "1 to 31 days after the first."));
            }
            if (minutes < 5 || minutes > 480) {
                broken.add(new Violation("invalid_field", "/minutes", "From 5 to 480."));
            }
            if (capacity < 1 || capacity > 1000) {
                broken.add(new Violation("invalid_field", "/capacity", "From 1 to 1000."));
            }
            if (!closes.isAfter(opens)) {
                broken.add(new Violation("invalid_field", "/closes", "After the opening."));
            }
            if (venue != null && (venue.isBlank() || venue.length() > 200)) {
                broken.add(new Violation("invalid_field", "/venue", "1 to 200 characters."));
            }
            if (!broken.isEmpty()) {
                throw ProblemException.invalid(broken);
            }
            return new Series(from, to, opens, closes, minutes, capacity, venue);
        }
    }

    record Series(
            LocalDate from,
            LocalDate to,
            LocalTime opens,
            LocalTime closes,
            int minutes,
            int capacity,
            @Nullable String venue) {}

    record SlotList(List<Slot> items) {}

    /**
     * @param made how many are new
     * @param slots how many there are now in the series
     */
    record Made(int made, int slots) {}

    /**
     * @param representativeId who asks for a child below 14
     */
    record BookingRequest(
            @Nullable UUID personId,
            @Nullable CardKind kind,
            @Nullable CardReason reason,
            @Nullable UUID slotId,
            @Nullable UUID representativeId) {
        BookingRequest checked() {
            List<Violation> missing = new ArrayList<>();
            if (personId == null) {
                missing.add(new Violation("missing_field", "/personId", "Required."));
            }
            if (kind == null) {
                missing.add(new Violation("missing_field", "/kind", "Required."));
            }
            if (slotId == null) {
                missing.add(new Violation("missing_field", "/slotId", "Required."));
            }
            if (!missing.isEmpty()) {
                throw ProblemException.invalid(missing);
            }
            return this;
        }

        UUID person() {
            return Objects.requireNonNull(personId);
        }

        CardKind wantedKind() {
            return Objects.requireNonNull(kind);
        }

        UUID slot() {
            return Objects.requireNonNull(slotId);
        }
    }

    record MoveRequest(@Nullable UUID slotId) {}

    /**
     * @param version of the application, as it was seen
     */
    record CancellationRequest(int version, @Nullable String reason) {}

    /**
     * @param bookingId also the application's
     * @param booking LIVE, KEPT, CANCELLED or MISSED
     */
    record Answer(
            UUID bookingId,
            int version,
            ApplicationState state,
            String booking,
            CardKind kind,
            Optional<CardReason> reason,
            Slot slot) {}
}
