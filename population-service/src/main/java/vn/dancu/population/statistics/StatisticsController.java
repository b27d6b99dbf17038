package vn.dancu.population.statistics;

import java.net.URI;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.problem.ProblemException;

/** Counts of people, for officers; single people cannot be asked for here. */
@RestController
@RequestMapping("/population/v1/statistics")
class StatisticsController {
    private final Statistics statistics;
    private final Verifications verifications;

    StatisticsController(Statistics statistics, Verifications verifications) {
        this.statistics = statistics;
        this.verifications = verifications;
    }

    @GetMapping("/pyramid")
    Statistics.Pyramid pyramid(@RequestParam(required = false) @Nullable String province) {
        return statistics.pyramid(province);
    }

    @GetMapping("/counts")
    Statistics.Counts counts(
            @RequestParam String by, @RequestParam(required = false) @Nullable String province) {
        for (Statistics.Dimension dimension : Statistics.Dimension.values()) {
            if (dimension.name().equals(by)) {
                return statistics.counts(dimension, province);
            }
        }
        throw ProblemException.refused(
                "unknown_dimension",
                "Count by province, sex, birthYear, ethnicity, maritalStatus or status.",
                "?by");
    }

    @GetMapping("/births")
    Statistics.Months births(
            @RequestParam(required = false) @Nullable String province,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return statistics.months(Kind.BIRTHS, province, month(from, "?from"), month(to, "?to"));
    }

    @GetMapping("/deaths")
    Statistics.Months deaths(
            @RequestParam(required = false) @Nullable String province,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        return statistics.months(Kind.DEATHS, province, month(from, "?from"), month(to, "?to"));
    }

    private static @Nullable YearMonth month(@Nullable String text, String pointer) {
        if (text == null) {
            return null;
        }
        try {
            YearMonth month = YearMonth.parse(text);
            if (month.getYear() >= 1800 && month.getYear() <= 2399) {
                return month;
            }
        } catch (DateTimeException e) {
            throw malformed(pointer);
        }
        throw malformed(pointer);
    }

    private static ProblemException malformed(String pointer) {
        return ProblemException.refused("month_malformed", "A month is YYYY-MM.", pointer);
    }

    @PostMapping("/verifications")
    ResponseEntity<Verifications.Verification> verify() {
        return accepted(verifications.start());
    }

    /** Counts everybody and adds what the kept counts lack; the answer tells how many cells. */
    @PostMapping("/repairs")
    ResponseEntity<Verifications.Verification> repair() {
        return accepted(verifications.startRepair());
    }

    private static ResponseEntity<Verifications.Verification> accepted(
            Verifications.Verification started) {
        URI where =
                URI.create("/population/v1/statistics/verifications/" + started.verificationId());
        return ResponseEntity.accepted().location(where).body(started);
    }

    @GetMapping("/verifications/{verificationId}")
    Verifications.Verification verification(@PathVariable UUID verificationId) {
        return verifications.find(verificationId);
    }
}
