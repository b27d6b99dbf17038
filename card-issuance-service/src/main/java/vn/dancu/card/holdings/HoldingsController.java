package vn.dancu.card.holdings;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/**
 * Tells the register how many cards and applications stand on people: the people of an import of
 * survey cards have ids of one range, and an import is not taken back while any of them has a card.
 */
@RestController
class HoldingsController {
    /** No more is counted: that many are as good a reason as more. */
    private static final int MOST = 10_000;

    private final JdbcClient jdbc;
    private final AuditRecords audit;

    HoldingsController(JdbcClient jdbc, AuditRecords audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** Everybody between two ids, both of them too. */
    record Question(@Nullable UUID firstPersonId, @Nullable UUID lastPersonId) {}

    /**
     * At most {@value #MOST} of each.
     *
     * @param applications that were neither refused nor withdrawn
     * @param cards whatever became of them
     */
    record Answer(long applications, long cards) {}

    @PostMapping("/internal/cards/v1/holdings")
    @Transactional
    public Answer holdings(@RequestBody Question question) {
        UUID first = question.firstPersonId();
        UUID last = question.lastPersonId();
        if (first == null || last == null) {
            throw ProblemException.refused(
                    "missing_field",
                    "The first and the last person are needed.",
                    first == null ? "/firstPersonId" : "/lastPersonId");
        }
        audit.record("holdings_counted", Optional.empty(), "answered");
        return new Answer(
                count(
                        "card_application",
                        " and state not in ('REFUSED', 'WITHDRAWN')",
                        first,
                        last),
                count("card", "", first, last));
    }

    private long count(String table, String which, UUID first, UUID last) {
        return jdbc.sql(
                        "select count(*) from (select from "
                                + table
                                + " where person_id >= :first and person_id <= :last"
                                + which
                                + " limit :most) found")
                .param("first", first)
                .param("last", last)
                .param("most", MOST)
                .query(Long.class)
                .single();
    }
}
