package vn.dancu.population.review;

import static vn.dancu.platform.security.EndpointRules.Rule.get;

import com.fasterxml.jackson.annotation.JsonInclude;
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

/** Lists what waits for an officer. Each list leaves a record for each person it names. */
@RestController
@RequestMapping("/population/v1")
class ReviewsController {
    private static final int MAX_PAGE = 200;
    private static final Set<String> KINDS =
            Set.of(
                    "number_disagrees",
                    "number_conflict",
                    "probable_duplicate",
                    "late_registration");

    private final ReviewCases cases;
    private final AuditRecords audit;

    ReviewsController(ReviewCases cases, AuditRecords audit) {
        this.cases = cases;
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
        List<ReviewCases.ReviewCase> page = cases.page(kind, importId, after, limit);
        audit.recordAll(
                "reviews_listed",
                page.stream().map(ReviewCases.ReviewCase::personId).toList(),
                "answered");
        return new Page<>(page, page.size() == limit ? page.getLast().personId() : null);
    }

    @GetMapping("/reviews/counts")
    @Transactional(readOnly = true)
    public Counts counts(@RequestParam @Nullable UUID importId) {
        return new Counts(cases.counts(importId));
    }

    @GetMapping("/awaiting-numbers")
    @Transactional
    public Page<ReviewCases.Awaiting> awaiting(
            @RequestParam @Nullable String reason,
            @RequestParam @Nullable String province,
            @RequestParam @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        checkLimit(limit);
        List<ReviewCases.Awaiting> page = cases.awaiting(reason, province, after, limit);
        audit.recordAll(
                "awaiting_numbers_listed",
                page.stream().map(ReviewCases.Awaiting::personId).toList(),
                "answered");
        return new Page<>(page, page.size() == limit ? page.getLast().personId() : null);
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "The limit is 1 to " + MAX_PAGE + ".", "?limit");
        }
    }
}
