package vn.dancu.population.review;

import static vn.dancu.platform.security.EndpointRules.Rule.get;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.EndpointRules;
import vn.dancu.population.officers.Officers;
import vn.dancu.population.review.ReviewCases.Located;

/**
 * Lists what waits for an officer, of the records that are kept in the caller's territory. Each
 * list leaves a record for each person it names.
 */
@RestController
@RequestMapping("/population/v1")
class ReviewsController {
    private static final int MAX_PAGE = 200;

    /** The lists are read in the order of people, and territories follow successors of units. */
    private static final int BATCH = 500;

    /** A page may be short, or empty, and go on. */
    private static final int MOST_READ = 10_000;

    private static final Set<String> KINDS =
            Set.of(
                    "number_disagrees",
                    "number_conflict",
                    "probable_duplicate",
                    "late_registration");

    private final ReviewCases cases;
    private final Officers officers;
    private final AuditRecords audit;

    ReviewsController(ReviewCases cases, Officers officers, AuditRecords audit) {
        this.cases = cases;
        this.officers = officers;
        this.audit = audit;
    }

    /** Who may look. */
    @Configuration(proxyBeanMethods = false)
    static class Rules {
        @Bean
        EndpointRules reviewRules() {
            return EndpointRules.of(
                    get("/population/v1/reviews", "population.import", "population.approve")
                            .withPurpose(),
                    get("/population/v1/reviews/counts", "population.import", "population.approve"),
                    get(
                                    "/population/v1/awaiting-numbers",
                                    "population.import",
                                    "population.approve")
                            .withPurpose());
        }
    }

    /**
     * @param next the person to ask for after, if there may be more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page<T>(List<T> items, @Nullable UUID next) {}

    record Counts(Map<String, Long> open) {}

    @GetMapping("/reviews")
    @Transactional
    public Page<ReviewCases.ReviewCase> reviews(
            @RequestParam @Nullable String kind,
            @RequestParam @Nullable UUID importId,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        checkLimit(limit);
        if (kind != null && !KINDS.contains(kind)) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "There is no such kind of review.", "?kind");
        }
        Page<ReviewCases.ReviewCase> page =
                inside(after, limit, (from, batch) -> cases.page(kind, importId, from, batch));
        audit.recordAll(
                "reviews_listed",
                page.items().stream().map(ReviewCases.ReviewCase::personId).toList(),
                "answered");
        return page;
    }

    @GetMapping("/reviews/counts")
    @Transactional(readOnly = true)
    public Counts counts(@RequestParam @Nullable UUID importId) {
        return new Counts(cases.counts(importId, officers::mayActAt));
    }

    @GetMapping("/awaiting-numbers")
    @Transactional
    public Page<ReviewCases.Awaiting> awaiting(
            @RequestParam @Nullable String reason,
            @RequestParam @Nullable String province,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        checkLimit(limit);
        Page<ReviewCases.Awaiting> page =
                inside(
                        after,
                        limit,
                        (from, batch) -> cases.awaiting(reason, province, from, batch));
        audit.recordAll(
                "awaiting_numbers_listed",
                page.items().stream().map(ReviewCases.Awaiting::personId).toList(),
                "answered");
        return page;
    }

    /** Reads people after one, so many of them. */
    private interface Reading<T> {
        List<Located<T>> from(@Nullable UUID after, int limit);
    }

    private <T> Page<T> inside(@Nullable UUID after, int limit, Reading<T> reading) {
        List<T> items = new ArrayList<>();
        UUID at = after;
        for (int read = 0; read < MOST_READ; read += BATCH) {
            List<Located<T>> batch = reading.from(at, BATCH);
            for (Located<T> found : batch) {
                if (officers.mayActAt(found.keptAt())) {
                    items.add(found.item());
                    if (items.size() == limit) {
                        return new Page<>(items, found.personId());
                    }
                }
            }
            if (batch.size() < BATCH) {
                return new Page<>(items, null);
            }
            at = batch.getLast().personId();
        }
        return new Page<>(items, at);
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "The limit is 1 to " + MAX_PAGE + ".", "?limit");
        }
    }
}
