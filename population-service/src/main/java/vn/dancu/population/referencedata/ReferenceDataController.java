package vn.dancu.population.referencedata;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Territory;
import vn.dancu.reference.UnitHistory;
import vn.dancu.reference.UnitVersion;

/**
 * Reference data for everybody, and for the other services under {@code /internal}. Answers may be
 * kept: their tag changes with each edition and, where no day is asked for, with each day.
 */
@RestController
class ReferenceDataController {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int MAX_PAGE = 1_000;

    private final ReferenceData data;
    private final Clock clock;

    ReferenceDataController(ReferenceData data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Units(LocalDate validAt, List<UnitView> items, @Nullable String next) {}

    record Lists(List<ListName> items) {}

    /**
     * @param editable whether an edition may change it
     */
    record ListName(String list, boolean editable) {}

    record Codes(String list, LocalDate validAt, List<Code> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Code(
            String code, String name, @Nullable LocalDate validFrom, @Nullable LocalDate validTo) {}

    record Coverage(boolean covers) {}

    @GetMapping({
        "/population/v1/administrative-units",
        "/internal/population/v1/administrative-units"
    })
    ResponseEntity<Units> units(
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
                    @Nullable LocalDate validAt,
            @RequestParam @Nullable String parent,
            @RequestParam @Nullable String level,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        EditionsController.requireLimit(limit, MAX_PAGE);
        Level wanted = level == null ? null : level(level);
        ReferenceSnapshot known = data.current();
        LocalDate day = validAt == null ? today() : validAt;
        UnitHistory history = known.units();
        List<String> codes = parent == null ? history.codes() : history.childrenEver(parent);
        List<UnitView> items = new ArrayList<>();
        String next = null;
        for (String code : codes.subList(indexAfter(codes, after), codes.size())) {
            UnitVersion version = history.versionAt(code, day);
            boolean fits =
                    version != null
                            && (wanted == null || Level.of(code) == wanted)
                            && (parent == null || parent.equals(version.unit().parentCode()));
            if (fits && items.size() == limit) {
                next = items.getLast().code();
                break;
            }
            if (version != null && fits) {
                items.add(UnitView.of(version));
            }
        }
        return cached(known, day, new Units(day, items, next));
    }

    private static Level level(String name) {
        return Level.named(name)
                .orElseThrow(
                        () ->
                                ProblemException.badRequest(
                                        "invalid_parameter",
                                        "A level is province, district or commune.",
                                        "?level"));
    }

    private static int indexAfter(List<String> codes, @Nullable String after) {
        if (after == null) {
            return 0;
        }
        int found =
                Collections.binarySearch(
                        codes,
                        after,
                        Comparator.comparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()));
        return found < 0 ? -found - 1 : found + 1;
    }

    @GetMapping({
        "/population/v1/administrative-units/{code}",
        "/internal/population/v1/administrative-units/{code}"
    })
    ResponseEntity<UnitView.Detail> unit(
            @PathVariable String code,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
                    @Nullable LocalDate validAt) {
        ReferenceSnapshot known = data.current();
        LocalDate today = today();
        UnitVersion version =
                validAt == null
                        ? last(known.units(), code, today)
                        : known.units().versionAt(code, validAt);
        if (version == null) {
            throw ProblemException.notFound("unit_not_found", "There was no such unit that day.");
        }
        return cached(
                known,
                today,
                UnitView.Detail.of(version, known.units(), known.standing().of(code, today)));
    }

    /** The version of today, else the one that ended last, else the one that begins first. */
    private static @Nullable UnitVersion last(UnitHistory units, String code, LocalDate today) {
        List<UnitVersion> versions = units.versions(code);
        return versions.reversed().stream()
                .filter(version -> !version.from().isAfter(today))
                .findFirst()
                .orElse(versions.isEmpty() ? null : versions.getFirst());
    }

    @GetMapping("/population/v1/code-lists")
    ResponseEntity<Lists> lists() {
        return cached(
                data.current(),
                LocalDate.EPOCH,
                new Lists(
                        Arrays.stream(ReferenceList.values())
                                .filter(ReferenceList::isCodeList)
                                .map(list -> new ListName(list.wireName(), list.isOpen()))
                                .toList()));
    }

    @GetMapping({"/population/v1/code-lists/{list}", "/internal/population/v1/code-lists/{list}"})
    ResponseEntity<Codes> codes(
            @PathVariable String list,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
                    @Nullable LocalDate validAt) {
        ReferenceList named =
                ReferenceList.named(list)
                        .filter(ReferenceList::isCodeList)
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "list_not_found", "There is no such list."));
        ReferenceSnapshot known = data.current();
        LocalDate day = validAt == null ? today() : validAt;
        List<Code> items =
                known.list(named).items().stream()
                        .filter(item -> item.holdsAt(day))
                        .map(
                                item ->
                                        new Code(
                                                item.code(),
                                                item.name(),
                                                item.from().equals(UnitVersion.ALWAYS)
                                                        ? null
                                                        : item.from(),
                                                item.to().equals(UnitVersion.STILL)
                                                        ? null
                                                        : item.to()))
                        .toList();
        return cached(known, day, new Codes(list, day, items));
    }

    /** For services without these tables: whether a place lies in a territory today. */
    @GetMapping("/internal/population/v1/territories/{territory}/coverage")
    Coverage coverage(
            @PathVariable String territory,
            @RequestParam @Nullable String province,
            @RequestParam @Nullable String district,
            @RequestParam @Nullable String commune) {
        try {
            Territory asked =
                    new Territory(territory).resolvedBy(new SuccessorTerritories(data, clock));
            return new Coverage(asked.covers(province, district, commune));
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("territory_not_found", "No territory looks like this.");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), VIETNAM);
    }

    private static <T> ResponseEntity<T> cached(ReferenceSnapshot known, LocalDate day, T body) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic().mustRevalidate())
                .eTag("\"" + known.version() + "-" + day + "\"")
                .body(body);
    }
}
