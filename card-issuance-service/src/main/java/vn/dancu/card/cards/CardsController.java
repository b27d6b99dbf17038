package vn.dancu.card.cards;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.Place;
import vn.dancu.card.population.Disclosure;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Callers;

/** The made cards for those who may see them, and their validity for those who rely on them. */
@RestController
@RequestMapping("/cards/v1/cards")
class CardsController {
    private static final int MAX_BLEED_MM = 5;

    private final Cards cards;
    private final CardImages images;
    private final CardSettings settings;
    private final Disclosure disclosure;
    private final AuditRecords audit;
    private final Callers callers;
    private final Clock clock;

    CardsController(
            Cards cards,
            CardImages images,
            CardSettings settings,
            Disclosure disclosure,
            AuditRecords audit,
            Callers callers,
            Clock clock) {
        this.cards = cards;
        this.images = images;
        this.settings = settings;
        this.disclosure = disclosure;
        this.audit = audit;
        this.callers = callers;
        this.clock = clock;
    }

    @GetMapping("/{cardId}")
    ResponseEntity<CardView> card(@PathVariable UUID cardId) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(CardView.of(readable(cardId, "card_read")));
    }

    /** The front as PNG, drawn from what was issued. */
    @GetMapping(value = "/{cardId}/front.png")
    ResponseEntity<byte[]> front(
            @PathVariable UUID cardId, @RequestParam(defaultValue = "300") int dpi) {
        return png(images.front(readable(cardId, "card_picture_read").printed(), checked(dpi)));
    }

    /** The back as PNG, drawn from what was issued. */
    @GetMapping(value = "/{cardId}/back.png")
    ResponseEntity<byte[]> back(
            @PathVariable UUID cardId, @RequestParam(defaultValue = "300") int dpi) {
        return png(images.back(readable(cardId, "card_picture_read").printed(), checked(dpi)));
    }

    /**
     * Both sides as a print file: pages of ID-1, with the bleed around them that is asked for.
     *
     * @param bleed in millimetres, 0 to 5
     */
    @GetMapping(value = "/{cardId}/faces.pdf")
    ResponseEntity<byte[]> faces(
            @PathVariable UUID cardId, @RequestParam(defaultValue = "0") int bleed) {
        if (bleed < 0 || bleed > MAX_BLEED_MM) {
            throw ProblemException.badRequest("bleed_unknown", "The bleed is 0 to 5 mm.");
        }
        byte[] pdf = images.pdf(readable(cardId, "card_picture_read").printed(), bleed);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .cacheControl(CacheControl.noStore())
                .body(pdf);
    }

    /**
     * Whether cards are valid: by serial, or by what is printed, the number beside the day of
     * issue. All travel in the body, never in a URL. A card that is not known and one that does not
     * match are answered alike.
     */
    @PostMapping("/statuses")
    Statuses statuses(@RequestBody StatusRequest request) {
        int count = request.bySerial().size() + request.others().size();
        if (count == 0 || count > settings.statusesAtOnce()) {
            throw ProblemException.refused(
                    "serials_count",
                    "From 1 to " + settings.statusesAtOnce() + " cards at once.",
                    request.items() == null ? "/serials" : "/items");
        }
        requireOneWay(request);
        List<Asked> asked = request.asked();
        Map<String, Cards.KnownStatus> known = known(asked);
        LocalDate today = LocalDate.ofInstant(clock.instant(), Production.ZONE);
        return new Statuses(asked.stream().map(one -> status(one, known, today)).toList());
    }

    private static void requireOneWay(StatusRequest request) {
        List<Violation> violations = new ArrayList<>();
        List<@Nullable String> serials = request.bySerial();
        for (int i = 0; i < serials.size(); i++) {
            if (serials.get(i) == null) {
                violations.add(new Violation("missing_field", "/serials/" + i, "A serial."));
            }
        }
        List<@Nullable Asked> items = request.others();
        for (int i = 0; i < items.size(); i++) {
            Asked one = items.get(i);
            if (one == null
                    || (one.serial() == null) != (one.number() != null && one.issued() != null)) {
                violations.add(
                        new Violation(
                                "serial_or_number",
                                "/items/" + i,
                                "A serial, or a number with the day of issue."));
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(violations);
        }
    }

    private Map<String, Cards.KnownStatus> known(List<Asked> asked) {
        List<String> serials =
                asked.stream().map(Asked::serial).filter(Objects::nonNull).distinct().toList();
        List<Asked> printed =
                asked.stream().filter(one -> one.serial() == null).distinct().toList();
        Map<String, Cards.KnownStatus> known = new HashMap<>();
        if (!serials.isEmpty()) {
            cards.statuses(serials).forEach(one -> known.put(one.key(), one));
        }
        if (!printed.isEmpty()) {
            cards.statusesByNumber(
                            printed.stream()
                                    .map(one -> Objects.requireNonNull(one.number()))
                                    .toList(),
                            printed.stream()
                                    .map(one -> Objects.requireNonNull(one.issued()))
                                    .toList())
                    .forEach(one -> known.put(one.key(), one));
        }
        return known;
    }

    private static Status status(
            Asked asked, Map<String, Cards.KnownStatus> known, LocalDate today) {
        Cards.KnownStatus found = known.get(asked.key());
        CardStatus status =
                found == null
                        ? CardStatus.UNKNOWN
                        : CardStatus.of(found.state(), found.expiry(), today);
        Optional<LocalDate> expiry =
                found == null || status == CardStatus.UNKNOWN ? Optional.empty() : found.expiry();
        return new Status(Optional.ofNullable(asked.serial()), status, expiry);
    }

    /** What was read is recorded before it is answered: no record, no data. */
    private StoredCard readable(UUID cardId, String action) {
        StoredCard card = cards.find(cardId).orElseThrow(this::notFound);
        boolean mayRead = covers(card.residence());
        UUID personId = card.printed().personId();
        if (mayRead) {
            disclosure.require(personId, action);
        }
        audit.recordBeforeAnswer(
                action, Optional.of(personId), mayRead ? "answered" : "outside_territory");
        if (!mayRead) {
            throw ProblemException.forbidden(
                    "outside_territory", "The holder lives outside the officer's territory.");
        }
        return card;
    }

    private boolean covers(Place place) {
        return callers.current()
                .territory()
                .covers(
                        place.province(),
                        place.district().orElse(null),
                        place.commune().orElse(null));
    }

    private ProblemException notFound() {
        return ProblemException.notFound("card_not_found", "There is no such card.");
    }

    private static int checked(int dpi) {
        if (dpi != 300 && dpi != 600) {
            throw ProblemException.badRequest("dpi_unknown", "Pictures are at 300 or 600 dpi.");
        }
        return dpi;
    }

    private static ResponseEntity<byte[]> png(byte[] bytes) {
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .cacheControl(CacheControl.noStore())
                .body(bytes);
    }

    /** Either serials, or items, or both. */
    record StatusRequest(
            @Nullable List<@Nullable String> serials, @Nullable List<@Nullable Asked> items) {
        List<@Nullable String> bySerial() {
            return serials == null ? List.of() : serials;
        }

        List<@Nullable Asked> others() {
            return items == null ? List.of() : items;
        }

        /** All of them, of which none is missing. */
        List<Asked> asked() {
            return Stream.concat(
                            bySerial().stream().map(serial -> new Asked(serial, null, null)),
                            others().stream().map(Objects::requireNonNull))
                    .toList();
        }
    }

    /** A card by its serial, or by its number and day of issue. */
    record Asked(@Nullable String serial, @Nullable String number, @Nullable LocalDate issued) {
        String key() {
            String bySerial = serial();
            return bySerial != null
                    ? bySerial
                    : Cards.key(Objects.requireNonNull(number()), Objects.requireNonNull(issued()));
        }

        @Override
        public String toString() {
            return "Asked[hidden]";
        }
    }

    record Statuses(List<Status> items) {}

    /** In the order of what was asked; the number is not repeated. */
    record Status(Optional<String> serial, CardStatus status, Optional<LocalDate> expiry) {}

    /** A card with the facts of its issue. */
    record CardView(
            UUID cardId,
            UUID personId,
            UUID applicationId,
            int version,
            CardState state,
            String serial,
            LocalDate issued,
            Optional<LocalDate> expiry,
            Optional<Instant> activatedAt,
            Optional<Instant> endedAt,
            Optional<String> endReason,
            boolean specimen,
            CardFacts holder,
            Optional<String> features,
            List<String> mrz,
            String qr,
            String digest) {
        static CardView of(StoredCard card) {
            NewCard printed = card.printed();
            return new CardView(
                    printed.cardId(),
                    printed.personId(),
                    card.applicationId(),
                    card.version(),
                    card.state(),
                    printed.facts().serial().text(),
                    printed.facts().issued(),
                    printed.facts().expiry(),
                    card.activatedAt(),
                    card.endedAt(),
                    card.endReason(),
                    printed.facts().specimen(),
                    printed.facts().holder(),
                    printed.facts().features(),
                    printed.mrz().lines(),
                    printed.qr().text(),
                    HexFormat.of().formatHex(printed.digest()));
        }
    }
}
