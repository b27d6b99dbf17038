package vn.dancu.population.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/**
 * Gives id-number-service all numbers that the register holds, in their order, page by page: after
 * a restore of its ledger it must know them before it gives another. Numbers travel in bodies.
 */
@RestController
class NumbersController {
    private static final int LARGEST_PAGE = 10_000;

    private final JdbcClient jdbc;
    private final AuditRecords audit;

    NumbersController(JdbcClient jdbc, AuditRecords audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * @param after the last number of the page before
     */
    record NumbersRequest(@Nullable String after, @Nullable Integer limit) {}

    /**
     * @param currentNumber the person's number of today; another one where this is a former one
     * @param suspension why that number is suspended: {@code merged}, {@code died}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Known(
            UUID personId,
            String number,
            @Nullable String currentNumber,
            @Nullable String suspension) {}

    /**
     * @param next give it as {@code after} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NumbersPage(List<Known> items, @Nullable String next) {}

    @PostMapping("/internal/population/v1/numbers")
    @Transactional
    public NumbersPage numbers(@RequestBody NumbersRequest request) {
        String after = request.after() == null ? "" : request.after();
        int limit = request.limit() == null ? LARGEST_PAGE : request.limit();
        if (!after.isEmpty() && !PersonalIdNumber.isWellFormed(after)) {
            throw ProblemException.refused(
                    "number_malformed",
                    "A personal identification number has 12 digits.",
                    "/after");
        }
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.refused(
                    "limit_out_of_range", "1 to " + LARGEST_PAGE + ".", "/limit");
        }
        List<Known> page =
                jdbc.sql(
                                """
                                select n.person_id, n.number, p.number as current_number,
                                       case when p.number_status = 'SUSPENDED' then
                                           case when p.closed = 'MERGED' then 'merged'
                                                else 'died' end
                                       end as suspension
                                  from person_by_number n
                                  left join person p on p.person_id = n.person_id
                                 where n.number > :after
                                 order by n.number
                                 limit :limit
                                """)
                        .param("after", after)
                        .param("limit", limit)
                        .query(Known.class)
                        .list();
        audit.record("numbers_listed", Optional.empty(), "answered");
        return new NumbersPage(page, page.size() < limit ? null : page.getLast().number());
    }
}
