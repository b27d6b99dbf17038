package vn.dancu.idnumber.life;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.dancu.idnumber.ledger.IssuedNumber;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.platform.audit.AuditRecords;
import vn.dancu.platform.problem.ProblemException;

/** The life of one number, and where it leads: what a confirmation of an old number rests on. */
@RestController
class HistoryController {
    private static final int STEPS_AT_MOST = 1_000;

    private final JdbcClient jdbc;
    private final Lookups lookups;
    private final AuditRecords audit;

    HistoryController(JdbcClient jdbc, Lookups lookups, AuditRecords audit) {
        this.jdbc = jdbc;
        this.lookups = lookups;
        this.audit = audit;
    }

    record HistoryRequest(@Nullable String number) {}

    /**
     * @param currentNumber where a re-established number leads
     * @param steps what was done to it after it was issued, the first first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record History(
            PersonalIdNumber number,
            String state,
            String origin,
            Instant issuedAt,
            @Nullable PersonalIdNumber currentNumber,
            List<Step> steps) {}

    /**
     * @param newNumber that took its place
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            String command,
            String reason,
            String state,
            @Nullable PersonalIdNumber newNumber,
            String evidence,
            @Nullable String decision,
            String proposedBy,
            @Nullable String approvedBy,
            Instant at) {}

    private record Issued(UUID owner, String origin, Instant at) {}

    @PostMapping("/id-numbers/v1/histories")
    @Transactional
    public History history(@RequestBody HistoryRequest request) {
        Checks checks = new Checks();
        PersonalIdNumber number = checks.number("/number", request.number());
        checks.done();
        Issued issued =
                issued(number)
                        .orElseThrow(
                                () ->
                                        ProblemException.notFound(
                                                "number_unknown", "No such number was issued."));
        audit.record("number_history_read", Optional.of(issued.owner()), "answered");
        Lookups.Item standing = lookups.byNumber(List.of(number)).getFirst();
        return new History(
                number,
                standing.state(),
                issued.origin(),
                issued.at(),
                standing.currentNumber(),
                steps(number));
    }

    private Optional<Issued> issued(PersonalIdNumber number) {
        return jdbc.sql("select item_id, origin, issued_at from number where number = :number")
                .param("number", Long.valueOf(number.digits()))
                .query(
                        (row, index) ->
                                new Issued(
                                        row.getObject("item_id", UUID.class),
                                        row.getString("origin"),
                                        row.getObject("issued_at", OffsetDateTime.class)
                                                .toInstant()))
                .optional();
    }

    private List<Step> steps(PersonalIdNumber number) {
        return jdbc.sql(
                        """
                        select command, reason, state, new_number, evidence, decision,
                               proposed_by, approved_by, at
                          from life
                         where number = :number
                         order by at, version
                         limit :limit
                        """)
                .param("number", Long.valueOf(number.digits()))
                .param("limit", STEPS_AT_MOST)
                .query(
                        (row, index) -> {
                            long successor = row.getLong("new_number");
                            PersonalIdNumber newNumber =
                                    row.wasNull() ? null : IssuedNumber.read(successor);
                            return new Step(
                                    row.getString("command"),
                                    row.getString("reason"),
                                    row.getString("state"),
                                    newNumber,
                                    row.getString("evidence"),
                                    row.getString("decision"),
                                    row.getString("proposed_by"),
                                    row.getString("approved_by"),
                                    row.getObject("at", OffsetDateTime.class).toInstant());
                        })
                .list();
    }
}
