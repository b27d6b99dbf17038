package vn.dancu.card.units;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.PlaceCategory;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;

/** The units where citizens apply, for everybody to see; changed by the centre. */
@RestController
@RequestMapping("/cards/v1/units")
class UnitsController {
    private static final int MAX_PAGE = 1000;
    private static final int MAX_NAME = 200;
    private static final String CODE = "[A-Z0-9][A-Z0-9-]{0,19}";

    private final IssuingUnits units;
    private final Successions successions;
    private final AuditRecords audit;

    UnitsController(IssuingUnits units, Successions successions, AuditRecords audit) {
        this.units = units;
        this.successions = successions;
        this.audit = audit;
    }

    @GetMapping
    Page page(
            @RequestParam(defaultValue = "VN") String territory,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "A page has 1 to " + MAX_PAGE + " entries.");
        }
        List<IssuingUnit> items = units.page(territory, after, limit);
        return new Page(
                items,
                items.size() < limit ? Optional.empty() : Optional.of(items.getLast().code()));
    }

    @GetMapping("/{code}")
    IssuingUnit unit(@PathVariable String code) {
        return units.find(code)
                .orElseThrow(() -> ProblemException.notFound("unit_not_found", "No such unit."));
    }

    @PutMapping("/{code}")
    @Transactional
    public IssuingUnit put(@PathVariable String code, @RequestBody UnitRequest request) {
        units.put(request.checked(code));
        audit.record("issuing_unit_changed", Optional.empty(), "changed");
        return unit(code);
    }

    @PostMapping("/{code}/succession")
    IssuingUnit succession(@PathVariable String code, @RequestBody SuccessionRequest request) {
        String successor = request.successor();
        if (successor == null) {
            throw ProblemException.invalid(
                    List.of(new Violation("missing_field", "/successor", "Required.")));
        }
        successions.succeed(code, successor);
        return unit(code);
    }

    /**
     * @param district none for a unit of a province, or where a commune lies directly in it
     */
    record UnitRequest(
            @Nullable String name,
            IssuingUnit.@Nullable Level level,
            @Nullable PlaceCategory place,
            @Nullable String province,
            @Nullable String district,
            @Nullable String commune,
            @Nullable LocalDate validFrom,
            @Nullable LocalDate validTo) {
        IssuingUnit checked(String code) {
            List<Violation> broken = new ArrayList<>();
            require(broken, code.matches(CODE), "", "A code of capitals, digits and hyphens.");
            require(broken, fits(district, "[0-9]{3}"), "/district", "Three digits.");
            require(broken, fits(commune, "[0-9]{5}"), "/commune", "Five digits.");
            require(
                    broken,
                    validFrom == null || validTo == null || validTo.isAfter(validFrom),
                    "/validTo",
                    "After its beginning.");
            boolean named = name != null && !name.isBlank() && name.length() <= MAX_NAME;
            require(broken, named, "/name", "From 1 to " + MAX_NAME + " characters.");
            require(broken, level != null, "/level", "Required.");
            require(broken, place != null, "/place", "Required.");
            require(
                    broken,
                    province != null && fits(province, "[0-9]{2}"),
                    "/province",
                    "Two digits.");
            if (name == null
                    || level == null
                    || place == null
                    || province == null
                    || !broken.isEmpty()) {
                throw ProblemException.invalid(broken);
            }
            return new IssuingUnit(
                    code,
                    name,
                    level,
                    place,
                    new Place(
                            province,
                            Optional.ofNullable(district),
                            Optional.ofNullable(commune),
                            Optional.empty()),
                    Optional.ofNullable(validFrom),
                    Optional.ofNullable(validTo),
                    Optional.empty());
        }
    }

    private static void require(
            List<Violation> broken, boolean holds, String pointer, String rule) {
        if (!holds) {
            broken.add(new Violation("invalid_field", pointer, rule));
        }
    }

    private static boolean fits(@Nullable String text, String pattern) {
        return text == null || text.matches(pattern);
    }

    record SuccessionRequest(@Nullable String successor) {}

    record Page(List<IssuingUnit> items, Optional<String> next) {}
}
