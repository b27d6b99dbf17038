package vn.dancu.population.history;

import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.PersonRecord;

/** One person, now and at any time. */
@RestController
@RequestMapping("/population/v1/persons/{personId}")
class PersonHistoryController {
    private static final int LARGEST_PAGE = 200;

    private final Histories histories;
    private final Clock clock;

    PersonHistoryController(Histories histories, Clock clock) {
        this.histories = histories;
        this.clock = clock;
    }

    /**
     * @param validAt a day: what held then; absent: the newest
     * @param knownAt an instant: what was known then; absent: now
     */
    @GetMapping
    ResponseEntity<PersonRecord> read(
            @PathVariable UUID personId,
            @RequestParam(required = false) @Nullable String validAt,
            @RequestParam(required = false) @Nullable String knownAt) {
        if (validAt == null && knownAt == null) {
            PersonRecord person = histories.current(personId);
            return ResponseEntity.ok().eTag("\"" + person.version() + "\"").body(person);
        }
        Moment moment = Moment.of(validAt, knownAt, clock.instant());
        return ResponseEntity.ok(histories.at(personId, moment));
    }

    /**
     * @param after the {@code next} of the page before
     */
    @GetMapping("/history")
    Histories.Page history(
            @PathVariable UUID personId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.refused(
                    "limit_out_of_range", "A page has 1 to 200 entries.", "?limit");
        }
        return histories.history(personId, after == null ? Long.MAX_VALUE : cursor(after), limit);
    }

    private static long cursor(String after) {
        if (!after.matches("[0-9]{1,18}")) {
            throw ProblemException.badRequest(
                    "cursor_malformed", "The next of the page before is asked for.", "?after");
        }
        return Long.parseLong(after);
    }

    @GetMapping("/sources")
    Histories.Sources sources(@PathVariable UUID personId) {
        return histories.sources(personId);
    }
}
