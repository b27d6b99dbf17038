package vn.dancu.sharing.figures;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Callers;
import vn.dancu.sharing.agreements.Agencies;
import vn.dancu.sharing.model.AgencyCode;

/** Use, refusals and times of an agency, for itself and for administrators. */
@RestController
class FiguresController {
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Figures figures;
    private final Agencies agencies;
    private final Callers callers;
    private final Clock clock;

    FiguresController(Figures figures, Agencies agencies, Callers callers, Clock clock) {
        this.figures = figures;
        this.agencies = agencies;
        this.callers = callers;
        this.clock = clock;
    }

    /** Whole hours from {@code from} on, up to {@code to} and without it. */
    record FiguresView(AgencyCode agency, Instant from, Instant to, List<Figures.Figure> figures) {}

    @GetMapping("/sharing/v1/figures")
    FiguresView own(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        String agency = callers.current().agency();
        if (agency == null) {
            throw ProblemException.forbidden("agency_missing", "The token names no agency.");
        }
        return figures(new AgencyCode(agency), from, to);
    }

    @GetMapping("/sharing/v1/agencies/{code}/figures")
    FiguresView ofAgency(
            @PathVariable AgencyCode code,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        return figures(agencies.require(code).code(), from, to);
    }

    private FiguresView figures(AgencyCode agency, @Nullable Instant from, @Nullable Instant to) {
        Instant until = to == null ? clock.instant() : to;
        Instant since = from == null ? until.minus(Duration.ofDays(1)) : from;
        if (!since.isBefore(until) || since.plus(LONGEST).isBefore(until)) {
            throw ProblemException.refused(
                    "period_impossible", "From is before to, at most 366 days.", "?from");
        }
        return new FiguresView(agency, since, until, figures.of(agency, since, until));
    }
}
