package vn.dancu.population.statistics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.kernel.Sex;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.population.record.Places;

/**
 * Tells counts of people. They are for officers: some of the cells are so small that they tell of
 * single people, so nothing here may be published as it is.
 */
@Service
class Statistics {
    private static final int MOST_MONTHS = 240;
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private final JdbcClient jdbc;
    private final Places places;
    private final Clock clock;

    Statistics(JdbcClient jdbc, Places places, Clock clock) {
        this.jdbc = jdbc;
        this.places = places;
        this.clock = clock;
    }

    /** Living people by year of birth and sex. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pyramid(@Nullable String province, Instant asOf, long total, List<Years> years) {}

    /** One year of birth. */
    record Years(int birthYear, long male, long female, long unknown) {}

    /** Counts under the values of one dimension, in their order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Counts(
            String by, @Nullable String province, Instant asOf, long total, List<Count> counts) {}

    /**
     * @param value a code as in a person's record; {@code none} for a province of nobody's
     *     residence
     */
    record Count(String value, long people) {}

    /** Births or deaths by month; without a month where only the year is known. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Months(
            String of, @Nullable String province, Instant asOf, long total, List<Month> months) {}

    /** {@code 2020-03}, or {@code 2020} for those of which the month is not known. */
    record Month(String month, long people) {}

    /** By which dimension living people are counted. */
    enum Dimension {
        province,
        sex,
        birthYear,
        ethnicity,
        maritalStatus,
        /** All people on record, not only the living ones. */
        status
    }

    @Transactional(readOnly = true)
    Pyramid pyramid(@Nullable String province) {
        Map<Integer, long[]> years = new TreeMap<>();
        long total = 0;
        for (Cell cell : read(Kind.PYRAMID, province)) {
            long[] sexes = years.computeIfAbsent(Kind.year(cell.cell()), year -> new long[3]);
            sexes[Kind.code(cell.cell())] += cell.amount();
            total += cell.amount();
        }
        List<Years> rows = new ArrayList<>();
        years.forEach(
                (year, sexes) ->
                        rows.add(
                                new Years(
                                        year,
                                        sexes[Sex.MALE.code()],
                                        sexes[Sex.FEMALE.code()],
                                        sexes[Sex.UNKNOWN.code()])));
        return new Pyramid(province, clock.instant(), total, rows);
    }

    @Transactional(readOnly = true)
    Counts counts(Dimension by, @Nullable String province) {
        Kind kind =
                switch (by) {
                    case sex, birthYear, province -> Kind.PYRAMID;
                    case ethnicity -> Kind.ETHNICITY;
                    case maritalStatus -> Kind.MARITAL_STATUS;
                    case status -> Kind.STATUS;
                };
        Map<Integer, Long> sums = new TreeMap<>();
        long total = 0;
        for (Cell cell : read(kind, province)) {
            int value =
                    switch (by) {
                        case province -> Kind.province(cell.cell());
                        case birthYear -> Kind.year(cell.cell());
                        case sex, ethnicity, maritalStatus, status -> Kind.code(cell.cell());
                    };
            sums.merge(value, cell.amount(), Long::sum);
            total += cell.amount();
        }
        List<Count> counts = new ArrayList<>();
        sums.forEach((value, people) -> counts.add(new Count(label(by, value), people)));
        return new Counts(by.name(), province, clock.instant(), total, counts);
    }

    private static String label(Dimension by, int value) {
        return switch (by) {
            case province -> value == 0 ? "none" : "%02d".formatted(value);
            case sex -> Sex.ofCode(value).name();
            case status -> value == 1 ? "ALIVE" : value == 2 ? "DEAD" : "MISSING";
            case birthYear, ethnicity, maritalStatus -> Integer.toString(value);
        };
    }

    @Transactional(readOnly = true)
    Months months(
            Kind kind,
            @Nullable String province,
            @Nullable YearMonth from,
            @Nullable YearMonth to) {
        YearMonth last = to == null ? currentMonth(clock) : to;
        YearMonth first = from == null ? last.minusMonths(11) : from;
        if (first.isAfter(last)) {
            throw ProblemException.refused("period_reversed", "The period ends before it begins.");
        }
        if (first.plusMonths(MOST_MONTHS).isBefore(last)) {
            throw ProblemException.refused(
                    "period_too_long", "A period has at most " + MOST_MONTHS + " months.");
        }
        Map<Integer, Long> sums = new TreeMap<>();
        long total = 0;
        for (Cell cell : read(kind, province)) {
            int year = Kind.year(cell.cell());
            int month = Kind.code(cell.cell());
            boolean within =
                    month == 0
                            ? year >= first.getYear() && year <= last.getYear()
                            : !YearMonth.of(year, month).isBefore(first)
                                    && !YearMonth.of(year, month).isAfter(last);
            if (within) {
                sums.merge(year * 100 + month, cell.amount(), Long::sum);
                total += cell.amount();
            }
        }
        List<Month> months = new ArrayList<>();
        sums.forEach(
                (key, people) ->
                        months.add(
                                new Month(
                                        key % 100 == 0
                                                ? "%04d".formatted(key / 100)
                                                : "%04d-%02d".formatted(key / 100, key % 100),
                                        people)));
        return new Months(
                kind == Kind.BIRTHS ? "births" : "deaths",
                province,
                clock.instant(),
                total,
                months);
    }

    /** The month of the officers' calendar, whatever zone the machine keeps. */
    static YearMonth currentMonth(Clock clock) {
        return YearMonth.now(clock.withZone(VIETNAM));
    }

    private record Cell(int cell, long amount) {}

    /**
     * In one statement, so that a difference that is being added up is seen once. Counts are by
     * provinces as written on record: one that ended keeps its people until their places are
     * written anew.
     */
    private List<Cell> read(Kind kind, @Nullable String province) {
        if (province != null
                && (province.length() != 2 || places.history().versions(province).isEmpty())) {
            throw ProblemException.refused(
                    "unknown_unit", "There is no such province.", "?province");
        }
        int first = kind.first(province == null ? 0 : Integer.parseInt(province));
        int last = kind.last(province == null ? 99 : Integer.parseInt(province));
        return jdbc.sql(
                        """
                        select cell, sum(amount)::bigint as amount
                        from (select cell, amount from statistic
                              where cell between :first and :last
                              union all
                              select u.cell, u.amount
                              from statistic_delta d, unnest(d.cells, d.amounts) u (cell, amount)
                              where u.cell between :first and :last) counted
                        group by cell having sum(amount) <> 0
                        """)
                .param("first", first)
                .param("last", last)
                .query((row, n) -> new Cell(row.getInt(1), row.getLong(2)))
                .list();
    }
}
