package vn.dancu.card.fees;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.Certainty;
import vn.dancu.platform.problem.ProblemException;

/**
 * What an application costs on its day. Amounts and exemptions are reference data with periods; an
 * automatic exemption follows from the application, another one is claimed and shown by papers.
 */
@Repository
public class Fees {
    private final JdbcClient jdbc;

    Fees(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is known of an application when its fee is asked for.
     *
     * @param age of the applicant in years
     * @param firstCard whether the citizen never had a card or an identity paper before
     */
    public record Case(CardKind kind, Optional<CardReason> reason, int age, boolean firstCard) {}

    /**
     * @param amountVnd in đồng; 0 where an exemption holds
     * @param basis the clause of the tariff or the exemption
     */
    public record Fee(
            int amountVnd,
            String tariff,
            Optional<String> exemption,
            String basis,
            Certainty certainty) {}

    /** A line that holds on a day. */
    private record Line(int amountVnd, String basis, Certainty certainty) {}

    /**
     * @param claimed the code of an exemption that papers prove, where one is claimed
     * @throws ProblemException 422 {@code exemption_unknown}
     */
    public Fee of(Case application, Optional<String> claimed, LocalDate day) {
        String tariff =
                switch (application.kind()) {
                    case FIRST -> "first";
                    case CHANGE -> "change";
                    case REISSUE -> "reissue";
                };
        Optional<String> found = automatic(application);
        Optional<Line> exempt = found.flatMap(code -> exemption(code, true, day));
        if (exempt.isPresent()) {
            return fee(tariff, found, exempt.orElseThrow());
        }
        if (claimed.isPresent()) {
            return fee(
                    tariff,
                    claimed,
                    exemption(claimed.orElseThrow(), false, day)
                            .orElseThrow(
                                    () ->
                                            ProblemException.refused(
                                                    "exemption_unknown",
                                                    "No such exemption may be claimed.",
                                                    "/exemption")));
        }
        return fee(tariff, Optional.empty(), tariff(tariff, day));
    }

    private static Fee fee(String tariff, Optional<String> exemption, Line line) {
        return new Fee(line.amountVnd(), tariff, exemption, line.basis(), line.certainty());
    }

    private static Optional<String> automatic(Case application) {
        if (application.age() < 14) {
            return Optional.of("child");
        }
        if (application.kind() == CardKind.FIRST && application.firstCard()) {
            return Optional.of("first_at_fourteen");
        }
        return application.reason().filter(CardReason.MILESTONE_AGE::equals).isPresent()
                ? Optional.of("milestone_age")
                : Optional.empty();
    }

    private Optional<Line> exemption(String code, boolean automatic, LocalDate day) {
        return jdbc.sql(
                        """
                        select 0 as amount_vnd, basis, certainty from fee_exemption
                        where code = :code and automatic = :automatic
                          and valid_from <= :day and (valid_to is null or valid_to > :day)
                        order by valid_from desc
                        limit 1
                        """)
                .param("code", code)
                .param("automatic", automatic)
                .param("day", day)
                .query(Fees::line)
                .optional();
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        return new Line(
                row.getInt("amount_vnd"),
                row.getString("basis"),
                Certainty.valueOf(row.getString("certainty")));
    }

    private Line tariff(String tariff, LocalDate day) {
        return jdbc.sql(
                        """
                        select amount_vnd, basis, certainty from fee_tariff
                        where code = :code and valid_from <= :day
                          and (valid_to is null or valid_to > :day)
                        order by valid_from desc
                        limit 1
                        """)
                .param("code", tariff)
                .param("day", day)
                .query(Fees::line)
                .optional()
                .orElseThrow(
                        () ->
                                ProblemException.conflict(
                                        "tariff_missing", "No tariff holds on this day."));
    }

    /** Within the transaction of the step; what was settled before stays as it was. */
    public void settle(
            UUID personId, UUID applicationId, Fee fee, Optional<String> receipt, Instant at) {
        jdbc.sql(
                        """
                        insert into application_fee (person_id, application_id, amount_vnd, tariff,
                            exemption, receipt, settled_at)
                        values (:person, :application, :amount, :tariff, :exemption, :receipt, :at)
                        on conflict (person_id, application_id) do nothing
                        """)
                .param("person", personId)
                .param("application", applicationId)
                .param("amount", fee.amountVnd())
                .param("tariff", fee.tariff())
                .param("exemption", fee.exemption().orElse(null), Types.VARCHAR)
                .param("receipt", receipt.orElse(null), Types.VARCHAR)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** What was settled for an application. */
    public Optional<Settled> settled(UUID personId, UUID applicationId) {
        return jdbc.sql(
                        """
                        select amount_vnd, tariff, exemption, receipt, settled_at
                        from application_fee
                        where person_id = :person and application_id = :application
                        """)
                .param("person", personId)
                .param("application", applicationId)
                .query(
                        (row, n) ->
                                new Settled(
                                        row.getInt("amount_vnd"),
                                        row.getString("tariff"),
                                        Optional.ofNullable(row.getString("exemption")),
                                        Optional.ofNullable(row.getString("receipt")),
                                        row.getTimestamp("settled_at").toInstant()))
                .optional();
    }

    /** A fee that is paid or exempt. */
    public record Settled(
            int amountVnd,
            String tariff,
            Optional<String> exemption,
            Optional<String> receipt,
            Instant at) {}
}
