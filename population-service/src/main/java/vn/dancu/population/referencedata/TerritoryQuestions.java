package vn.dancu.population.referencedata;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import vn.dancu.platform.idempotency.IdempotencyKeys;
import vn.dancu.platform.problem.ProblemException;
import vn.dancu.platform.security.Caller;
import vn.dancu.platform.security.Callers;
import vn.dancu.platform.security.Territory;
import vn.dancu.reference.AdministrativeUnits;

/** The queue of splits that somebody has to decide on, and the decisions. */
@Service
class TerritoryQuestions {
    private final JdbcClient jdbc;
    private final ReferenceData data;
    private final IdempotencyKeys keys;
    private final Callers callers;
    private final Clock clock;

    TerritoryQuestions(
            JdbcClient jdbc,
            ReferenceData data,
            IdempotencyKeys keys,
            Callers callers,
            Clock clock) {
        this.jdbc = jdbc;
        this.data = data;
        this.keys = keys;
        this.callers = callers;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    public List<TerritoryQuestion> page(
            TerritoryQuestion.State state, @Nullable UUID after, int limit) {
        return jdbc.sql(
                        """
                        select * from territory_question
                        where state = :state
                          and (cast(:after as uuid) is null or question_id > :after)
                        order by question_id limit :limit
                        """)
                .param("state", state.name())
                .param("after", after)
                .param("limit", limit)
                .query(TerritoryQuestions::question)
                .list();
    }

    @Transactional(readOnly = true)
    public TerritoryQuestion read(UUID questionId) {
        return find(questionId, "").orElseThrow(TerritoryQuestions::notFound);
    }

    /**
     * @param version of the question as it was read
     * @param units some or all of the candidates
     */
    record Decision(long version, List<String> units) {}

    private record Command(UUID questionId, Decision decision) {}

    /**
     * Decides, or decides anew: officers with a territory over all that is at stake may.
     *
     * @throws ProblemException 403 {@code outside_territory}, 409 {@code stale_version}, 422 {@code
     *     not_a_candidate}
     */
    @Transactional
    public TerritoryQuestion decide(UUID questionId, Decision decision) {
        keys.once(
                "territory.decision",
                new Command(questionId, decision),
                () -> {
                    record(questionId, decision);
                    return questionId.toString();
                });
        return read(questionId);
    }

    private void record(UUID questionId, Decision decision) {
        TerritoryQuestion question =
                find(questionId, " for update").orElseThrow(TerritoryQuestions::notFound);
        String officer = officerFor(question);
        if (question.version() != decision.version()) {
            throw ProblemException.conflict(
                    "stale_version", "The question has changed since it was read.");
        }
        if (decision.units().isEmpty()
                || !new HashSet<>(question.candidates()).containsAll(decision.units())
                || new HashSet<>(decision.units()).size() != decision.units().size()) {
            throw ProblemException.refused(
                    "not_a_candidate", "Choose among the candidates, each once.", "/units");
        }
        var now = EditionStore.utc(clock.instant());
        jdbc.sql(
                        """
                        with decision as (
                            insert into territory_decision (question_id, version, units, decided_by,
                                decided_at)
                            values (:id, :version + 1, :units, :by, :at)),
                        list as (
                            update reference_list set version = version + 1
                            where list = 'territory-decisions')
                        update territory_question
                        set state = 'DECIDED', version = :version + 1, units = :units,
                            decided_by = :by, decided_at = :at
                        where question_id = :id and version = :version
                        """)
                .param("id", questionId)
                .param("version", decision.version())
                .param("units", decision.units().toArray(String[]::new))
                .param("by", officer)
                .param("at", now)
                .update();
    }

    private String officerFor(TerritoryQuestion question) {
        Caller caller = callers.current();
        if (caller.officer() == null) {
            throw ProblemException.forbidden("officer_required", "Only an officer may do this.");
        }
        LocalDate day = question.endedAt();
        AdministrativeUnits units = data.current().units().at(day);
        Territory territory = caller.territory();
        for (String candidate : question.candidates()) {
            List<String> path = units.pathOf(candidate);
            if (!territory.covers(
                    at(path, Level.PROVINCE), at(path, Level.DISTRICT), at(path, Level.COMMUNE))) {
                throw ProblemException.forbidden(
                        "outside_territory", "A candidate lies outside the officer's territory.");
            }
        }
        return caller.officer();
    }

    private static @Nullable String at(List<String> path, Level level) {
        return path.stream()
                .filter(code -> code.length() == level.digits())
                .findFirst()
                .orElse(null);
    }

    private Optional<TerritoryQuestion> find(UUID questionId, String lock) {
        return jdbc.sql("select * from territory_question where question_id = :id" + lock)
                .param("id", questionId)
                .query(TerritoryQuestions::question)
                .optional();
    }

    private static TerritoryQuestion question(ResultSet row, int n) throws SQLException {
        OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new TerritoryQuestion(
                row.getObject("question_id", UUID.class),
                row.getString("unit_code"),
                row.getString("unit_name"),
                row.getObject("ended_at", LocalDate.class),
                ReferenceTables.texts(row.getArray("candidates")),
                TerritoryQuestion.State.valueOf(row.getString("state")),
                row.getLong("version"),
                row.getArray("units") == null ? null : ReferenceTables.texts(row.getArray("units")),
                row.getString("decided_by"),
                decidedAt == null ? null : decidedAt.toInstant());
    }

    private static ProblemException notFound() {
        return ProblemException.notFound("question_not_found", "There is no such question.");
    }
}
