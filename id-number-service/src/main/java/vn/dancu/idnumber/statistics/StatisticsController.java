package vn.dancu.idnumber.statistics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.model.Bucket;
import vn.dancu.idnumber.settings.NumberSettings;
import vn.dancu.platform.problem.ProblemException;

/** Counts come from the rows of buckets, which move with each number in one transaction. */
@RestController
class StatisticsController {
    private static final Pattern PLACE = Pattern.compile("[0-9]{3}-[0-9]{4}");
    private static final Pattern PREFIX = Pattern.compile("[0-9]{3}");

    private final JdbcClient jdbc;
    private final int maxPage;

    StatisticsController(JdbcClient jdbc, NumberSettings settings) {
        this.jdbc = jdbc;
        this.maxPage = settings.maxPage();
    }

    record Totals(long assigned, long registered, long buckets) {}

    /**
     * @param next give it as {@code after} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(Totals totals, List<IssuedByYear> items, @Nullable String next) {}

    /**
     * @param prefix only this prefix, where given
     * @param after where the page before ended
     */
    @GetMapping("/id-numbers/v1/statistics")
    Page statistics(
            @RequestParam(required = false) @Nullable String prefix,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        require(limit >= 1 && limit <= maxPage, "limit");
        require(prefix == null || PREFIX.matcher(prefix).matches(), "prefix");
        require(after == null || PLACE.matcher(after).matches(), "after");
        List<IssuedByYear> found = page(prefix, after, limit + 1);
        if (found.size() <= limit) {
            return new Page(totals(prefix), found, null);
        }
        List<IssuedByYear> page = found.subList(0, limit);
        IssuedByYear last = page.getLast();
        return new Page(totals(prefix), page, last.prefix() + "-" + last.birthYear());
    }

    private static void require(boolean holds, String parameter) {
        if (!holds) {
            throw ProblemException.badRequest(
                    "invalid_parameter",
                    "A parameter of the request breaks its rule; see errors.",
                    "?" + parameter);
        }
    }

    private Totals totals(@Nullable String prefix) {
        return jdbc.sql(
                        """
                        select coalesce(sum(b.assigned + coalesce(l.assigned, 0)), 0) as assigned,
                               coalesce(sum(b.registered), 0) as registered,
                               count(*) as buckets
                          from bucket b
                          left join (select bucket, sum(assigned) as assigned
                                       from lane group by bucket) l on l.bucket = b.bucket
                         where cast(:prefix as text) is null or prefix = :prefix
                        """)
                .param("prefix", prefix)
                .query(Totals.class)
                .single();
    }

    private List<IssuedByYear> page(@Nullable String prefix, @Nullable String after, int rows) {
        return jdbc.sql(
                        """
                        select b.prefix, max(p.name) as province, b.birth_year,
                               sum(b.given + b.registered) as issued,
                               sum(b.given) filter (where not b.female) as male_assigned,
                               sum(b.registered) filter (where not b.female) as male_registered,
                               sum(b.given) filter (where b.female) as female_assigned,
                               sum(b.registered) filter (where b.female) as female_registered
                          from (select c.*,
                                       c.assigned + coalesce((select sum(l.assigned)
                                                                from lane l
                                                               where l.bucket = c.bucket), 0)
                                           as given
                                  from bucket c) b
                          left join prefix p on p.prefix = b.prefix
                         where (cast(:prefix as text) is null or b.prefix = :prefix)
                           and b.prefix || '-' || b.birth_year > :after
                         group by b.prefix, b.birth_year
                         order by b.prefix, b.birth_year
                         limit :rows
                        """)
                .param("prefix", prefix)
                .param("after", after == null ? "" : after)
                .param("rows", rows)
                .query((row, index) -> read(row))
                .list();
    }

    private static IssuedByYear read(ResultSet row) throws SQLException {
        return new IssuedByYear(
                row.getString("prefix"),
                row.getString("province"),
                row.getInt("birth_year"),
                row.getInt("issued"),
                fill(row, "male"),
                fill(row, "female"));
    }

    private static IssuedByYear.@Nullable Fill fill(ResultSet row, String sex) throws SQLException {
        int assigned = row.getInt(sex + "_assigned");
        if (row.wasNull()) {
            return null;
        }
        int registered = row.getInt(sex + "_registered");
        return new IssuedByYear.Fill(
                assigned, registered, (assigned + registered) / (double) Bucket.PLACES);
    }
}
