package vn.dancu.card.parcels;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.parcels.Parcels.Item;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;

/** Parcels over HTTP: packed and dispatched by the centre, received by the unit. */
@RestController
@RequestMapping("/cards/v1/parcels")
class ParcelsController {
    private static final int MAX_PAGE = 200;
    private static final int MAX_COURIER = 100;

    private final Dispatching dispatching;
    private final Parcels parcels;
    private final IssuingUnits units;
    private final Callers callers;

    ParcelsController(
            Dispatching dispatching, Parcels parcels, IssuingUnits units, Callers callers) {
        this.dispatching = dispatching;
        this.parcels = parcels;
        this.units = units;
        this.callers = callers;
    }

    @PostMapping
    ResponseEntity<Parcel> pack(@RequestBody PackRequest request) {
        String unit = request.unit();
        if (unit == null) {
            throw invalid("missing_field", "/unit", "Required.");
        }
        requireTerritory(units.working(unit));
        UUID id = dispatching.pack(unit, officer());
        return ResponseEntity.created(URI.create("/cards/v1/parcels/" + id)).body(parcel(id));
    }

    @GetMapping
    Page page(
            @RequestParam String unit,
            @RequestParam Parcel.State state,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "A page has 1 to " + MAX_PAGE + " entries.");
        }
        requireTerritory(
                units.find(unit)
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "unit_not_found", "There is no such unit.")));
        List<Parcel> items = parcels.page(unit, state, Optional.ofNullable(after), limit);
        return new Page(
                items,
                items.size() < limit ? Optional.empty() : Optional.of(items.getLast().parcelId()));
    }

    @GetMapping("/{id}")
    Detail one(@PathVariable UUID id) {
        Parcel parcel = parcel(id);
        requireTerritory(unitOf(parcel));
        return new Detail(parcel, parcels.items(id));
    }

    @PostMapping("/{id}/dispatch")
    Dispatched dispatch(@PathVariable UUID id, @RequestBody DispatchRequest request) {
        String courier = request.courier();
        if (courier == null || courier.isBlank() || courier.length() > MAX_COURIER) {
            throw invalid("invalid_field", "/courier", "From 1 to " + MAX_COURIER + " characters.");
        }
        requireTerritory(unitOf(parcel(id)));
        List<UUID> held = dispatching.dispatch(id, request.version(), courier, officer());
        return new Dispatched(parcel(id), held);
    }

    @PostMapping("/{id}/receipt")
    Detail receipt(@PathVariable UUID id, @RequestBody ReceiptRequest request) {
        Set<UUID> missing = request.checkedMissing();
        requireTerritory(unitOf(parcel(id)));
        dispatching.receive(id, request.version(), missing, officer());
        return one(id);
    }

    @PostMapping("/{id}/loss")
    Detail loss(@PathVariable UUID id, @RequestBody LossRequest request) {
        requireTerritory(unitOf(parcel(id)));
        dispatching.lose(id, request.version(), officer());
        return one(id);
    }

    private Parcel parcel(UUID id) {
        return parcels.find(id).orElseThrow(Dispatching::notFound);
    }

    private IssuingUnit unitOf(Parcel parcel) {
        return units.find(parcel.unit()).orElseThrow();
    }

    private String officer() {
        String officer = callers.current().officer();
        if (officer == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        return officer;
    }

    private void requireTerritory(IssuingUnit unit) {
        Caller caller = callers.current();
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

    private static ProblemException invalid(String code, String pointer, String rule) {
        return ProblemException.invalid(List.of(new Violation(code, pointer, rule)));
    }

    record PackRequest(@Nullable String unit) {}

    record DispatchRequest(int version, @Nullable String courier) {}

    /**
     * @param missing applications whose cards were not in the parcel
     */
    record ReceiptRequest(int version, @Nullable List<@Nullable UUID> missing) {
        Set<UUID> checkedMissing() {
            Set<UUID> known = new HashSet<>();
            for (UUID one : missing == null ? List.<@Nullable UUID>of() : missing) {
                if (one == null) {
                    throw invalid("invalid_field", "/missing", "Ids of applications.");
                }
                known.add(one);
            }
            return known;
        }
    }

    record LossRequest(int version) {}

    /**
     * @param heldBack applications whose record has changed: corrected before a card is made
     */
    record Dispatched(Parcel parcel, List<UUID> heldBack) {}

    record Detail(Parcel parcel, List<Item> cards) {}

    record Page(List<Parcel> items, Optional<UUID> next) {}
}
