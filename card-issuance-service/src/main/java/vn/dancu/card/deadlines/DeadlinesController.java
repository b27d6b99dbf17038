package vn.dancu.card.deadlines;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.card.deadlines.Overdue.ApplicationOverdue;
import vn.dancu.card.deadlines.Overdue.Figures;
import vn.dancu.card.model.Certainty;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.card.units.IssuingUnits;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.problem.Violation;
import vn.dancu.platform.security.Callers;

/** The calendar of working days, what is overdue, and how units keep their time limits. */
@RestController
@RequestMapping("/cards/v1")
class DeadlinesController {
    private static final int MAX_PAGE = 200;

    private final Overdue overdue;
    private final Deadlines deadlines;
    private final IssuingUnits units;
    private final JdbcClient jdbc;
    private final AuditRecords audit;
    private final Callers callers;

    DeadlinesController(
            Overdue overdue,
            Deadlines deadlines,
            IssuingUnits units,
            JdbcClient jdbc,
            AuditRecords audit,
            Callers callers) {
        this.overdue = overdue;
        this.deadlines = deadlines;
        this.units = units;
        this.jdbc = jdbc;
        this.audit = audit;
        this.callers = callers;
    }

    @GetMapping("/units/{code}/overdue")
    Page overdue(
            @PathVariable String code,
            @RequestParam(required = false) @Nullable LocalDate since,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_PAGE || (since == null) != (after == null)) {
            throw ProblemException.badRequest(
                    "invalid_parameter",
                    "A page has 1 to " + MAX_PAGE + " entries; since and after go together.");
        }
        requireUnit(code);
        List<ApplicationOverdue> items =
                overdue.page(code, Optional.ofNullable(since), Optional.ofNullable(after), limit);
        return new Page(
                items,
                items.size() < limit ? Optional.empty() : Optional.of(items.getLast().dueOn()),
                items.size() < limit
                        ? Optional.empty()
                        : Optional.of(items.getLast().applicationId()));
    }

    /**
     * @param from the first due date counted
     * @param to the day after the last, within a year
     */
    @GetMapping("/units/{code}/figures")
    FiguresAnswer figures(
            @PathVariable String code, @RequestParam LocalDate from, @RequestParam LocalDate to) {
        if (!to.isAfter(from) || to.isAfter(from.plusYears(1))) {
            throw ProblemException.badRequest(
                    "invalid_parameter", "A period of a day to a year: from, and the day after.");
        }
        requireUnit(code);
        return new FiguresAnswer(code, from, to, overdue.figures(code, from, to));
    }

    private void requireUnit(String code) {
        IssuingUnit unit =
                units.find(code)
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "unit_not_found", "There is no such unit."));
        boolean inside =
                callers.current()
                        .territory()
                        .covers(
                                unit.territory().province(),
                                unit.territory().district().orElse(null),
                                unit.territory().commune().orElse(null));
        if (!inside) {
            throw ProblemException.forbidden(
                    "outside_territory", "The unit works outside the officer's territory.");
        }
    }

    /** The days off and the worked weekend days of a year. */
    @GetMapping("/calendar")
    Calendar calendar(@RequestParam int year) {
        if (year < 2000 || year > 2100) {
            throw ProblemException.badRequest("invalid_parameter", "A year from 2000 to 2100.");
        }
        return new Calendar(
                year,
                jdbc.sql(
                                """
                                select day, kind, name, basis, certainty from calendar_day
                                where day >= make_date(:year, 1, 1)
                                  and day < make_date(:year + 1, 1, 1)
                                order by day
                                """)
                        .param("year", year)
                        .query(
                                (row, n) ->
                                        new CalendarDay(
                                                row.getObject("day", LocalDate.class),
                                                DayKind.valueOf(row.getString("kind")),
                                                row.getString("name"),
                                                row.getString("basis"),
                                                Certainty.valueOf(row.getString("certainty"))))
                        .list());
    }

    /** Adds a day, or changes what it is. Due dates that were set stay as they were told. */
    @PostMapping("/calendar")
    @Transactional
    public CalendarDay day(@RequestBody DayRequest request) {
        CalendarDay day = request.checked();
        if (day.day().getYear() < 2000 || day.day().getYear() > 2100) {
            throw ProblemException.refused("invalid_field", "A year from 2000 to 2100.", "/day");
        }
        boolean weekend = day.day().getDayOfWeek().getValue() > 5;
        if (day.name().isBlank() || day.name().length() > 200) {
            throw ProblemException.refused("invalid_field", "1 to 200 characters.", "/name");
        }
        if (day.basis().isBlank() || day.basis().length() > 200) {
            throw ProblemException.refused("invalid_field", "1 to 200 characters.", "/basis");
        }
        if (weekend != (day.kind() == DayKind.WORKED) && day.kind() != DayKind.HOLIDAY) {
            throw ProblemException.refused(
                    "day_changes_nothing",
                    "Worked days lie at a weekend, days in lieu and swapped ones do not.",
                    "/kind");
        }
        jdbc.sql(
                        """
                        insert into calendar_day (day, kind, name, basis, certainty)
                        values (:day, :kind, :name, :basis, 'ENTERED')
                        on conflict (day) do update
                        set kind = excluded.kind, name = excluded.name, basis = excluded.basis,
                            certainty = excluded.certainty
                        """)
                .param("day", day.day())
                .param("kind", day.kind().name())
                .param("name", day.name())
                .param("basis", day.basis())
                .update();
        audit.record("card_calendar_changed", Optional.empty(), "changed");
        deadlines.forget();
        return day;
    }

    /** What a day is, beside Saturdays and Sundays. */
    enum DayKind {
        HOLIDAY,
        /** Nghỉ bù: for a holiday that fell on a weekend. */
        IN_LIEU,
        /** Hoán đổi: off, for a Saturday that is worked. */
        SWAPPED_OFF,
        /** Làm bù: a weekend day that is worked. */
        WORKED
    }

    /**
     * @param basis the decision that says so
     */
    record DayRequest(
            @Nullable LocalDate day,
            @Nullable DayKind kind,
            @Nullable String name,
            @Nullable String basis) {
        private static final String NOT_SAID = "Entered by an officer";

        CalendarDay checked() {
            if (day == null || kind == null || name == null) {
                throw ProblemException.invalid(
                        List.of(
                                new Violation(
                                        "missing_field",
                                        day == null ? "/day" : kind == null ? "/kind" : "/name",
                                        "Required.")));
            }
            return new CalendarDay(
                    day, kind, name, basis == null ? NOT_SAID : basis, Certainty.ENTERED);
        }
    }

    /**
     * @param basis the law or decision that says so
     */
    record CalendarDay(
            LocalDate day, DayKind kind, String name, String basis, Certainty certainty) {}

    record Calendar(int year, List<CalendarDay> days) {}

    record Page(List<ApplicationOverdue> items, Optional<LocalDate> since, Optional<UUID> after) {}

    record FiguresAnswer(String unit, LocalDate from, LocalDate to, List<Figures> steps) {}
}
