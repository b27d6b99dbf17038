package vn.dancu.card.cards;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardState;
import vn.dancu.card.model.Place;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;

/** The made cards for those who may see them, and their validity for those who rely on them. */
@RestController
@RequestMapping("/cards/v1/cards")
class CardsController {
    private final Cards cards;
    private final CardImages images;
    private final CardSettings settings;
    private final AuditRecords audit;
    private final Callers callers;
    private final TransactionTemplate transactions;
    private final Clock clock;

    CardsController(
            Cards cards,
            CardImages images,
            CardSettings settings,
            AuditRecords audit,
            Callers callers,
            TransactionTemplate transactions,
            Clock clock) {
        this.cards = cards;
        this.images = images;
        this.settings = settings;
        this.audit = audit;
        this.callers = callers;
        this.transactions = transactions;
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

    /** Whether cards are valid, by serial. Serials travel in the body, never in a URL. */
    @PostMapping("/statuses")
    Statuses statuses(@RequestBody StatusRequest request) {
        List<String> serials = request.serials();
        if (serials.isEmpty() || serials.size() > settings.statusesAtOnce()) {
            throw ProblemException.refused(
                    "serials_count",
                    "From 1 to " + settings.statusesAtOnce() + " serials at once.",
                    "/serials");
        }
        Map<String, Cards.KnownStatus> known =
                cards.statuses(serials).stream()
                        .collect(Collectors.toMap(Cards.KnownStatus::serial, Function.identity()));
        LocalDate today = LocalDate.ofInstant(clock.instant(), Production.ZONE);
        return new Statuses(
                serials.stream().map(serial -> status(serial, known.get(serial), today)).toList());
    }

    private static Status status(
            String serial, Cards.@Nullable KnownStatus known, LocalDate today) {
        if (known == null) {
            return new Status(serial, CardStatus.UNKNOWN, Optional.empty());
        }
        CardStatus status = CardStatus.of(known.state(), known.expiry(), today);
        Optional<LocalDate> expiry =
                status == CardStatus.UNKNOWN ? Optional.empty() : known.expiry();
        return new Status(serial, status, expiry);
    }

    /** The read and its audit record are one transaction: no record, no data. */
    private StoredCard readable(UUID cardId, String action) {
        StoredCard card =
                transactions.execute(
                        status -> {
                            StoredCard found = cards.find(cardId).orElseThrow(this::notFound);
                            boolean mayRead = covers(found.residence());
                            audit.record(
                                    action,
                                    Optional.of(found.printed().personId()),
                                    mayRead ? "answered" : "outside_territory");
                            return found;
                        });
        if (!covers(card.residence())) {
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

    record StatusRequest(List<String> serials) {
        StatusRequest {
            serials = List.copyOf(serials);
        }
    }

    record Statuses(List<Status> items) {}

    record Status(String serial, CardStatus status, Optional<LocalDate> expiry) {}

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
