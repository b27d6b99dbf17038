package vn.dancu.population.numbering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.kernel.PersonalIdNumber;
import vn.dancu.population.record.PersonRecord;

/**
 * What id-number-service has still to be told or asked about numbers. A task is stored in the
 * transaction that decides it and done after the commit, again and again until it is answered: the
 * task's id is the request id there, so that it takes effect once.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class NumberTasks {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    NumberTasks(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Moves a person's number to another state; a person without a number needs nothing.
     *
     * @param command {@code suspend}, {@code reinstate}, {@code cancel} or {@code restore}
     * @param reason as agreed in docs/conventions.md
     * @param other the record that stays, of a merge
     */
    public void transition(
            String command,
            String reason,
            UUID personId,
            @Nullable PersonalIdNumber number,
            @Nullable UUID other,
            NumberDecision decision) {
        if (number == null) {
            return;
        }
        add(
                personId,
                decision.actId(),
                command,
                new NumberTask.Request(
                        number,
                        reason,
                        other,
                        null,
                        null,
                        null,
                        decision.evidence(),
                        decision.proposedBy(),
                        decision.approvedBy(),
                        null));
    }

    /**
     * Asks for a number that fits the record as it is now, if the digits of the one it has tell
     * another sex, year of birth or province: Circular 59/2021 Art 6.
     *
     * @param reason {@code sex_redetermined}, {@code birth_year_corrected} or {@code
     *     data_entry_error}
     * @return whether a new number is asked for
     */
    public boolean reestablish(
            PersonRecord before, PersonRecord after, String reason, NumberDecision decision) {
        PersonalIdNumber number = after.number();
        if (number == null || sameDigits(before, after)) {
            return false;
        }
        add(
                after.personId(),
                decision.actId(),
                "reestablish",
                new NumberTask.Request(
                        number,
                        reason,
                        null,
                        NumberRequests.prefix(after),
                        after.sex(),
                        after.dateOfBirth().year(),
                        decision.evidence(),
                        decision.proposedBy(),
                        decision.approvedBy(),
                        decision.protection()));
        return true;
    }

    private static boolean sameDigits(PersonRecord before, PersonRecord after) {
        return before.sex() == after.sex()
                && before.dateOfBirth().year() == after.dateOfBirth().year()
                && NumberRequests.prefix(before).equals(NumberRequests.prefix(after));
    }

    /** Takes back the re-establishment that an act led to, whether or not it is done yet. */
    public void revert(UUID personId, NumberDecision decision) {
        boolean asked =
                jdbc.sql(
                                """
                                select exists (select from number_task where act_id = :act
                                    and command = 'reestablish' and state <> 'REFUSED')
                                """)
                        .param("act", decision.actId())
                        .query(Boolean.class)
                        .single();
        if (asked) {
            add(
                    personId,
                    decision.actId(),
                    "revert",
                    new NumberTask.Request(
                            null,
                            "reestablishment_annulled",
                            null,
                            null,
                            null,
                            null,
                            decision.evidence(),
                            decision.proposedBy(),
                            decision.approvedBy(),
                            decision.protection()));
        }
    }

    /** Looks how the number of a person stands, after something changed there. */
    void refresh(UUID personId) {
        add(personId, null, "refresh", NumberTask.Request.NONE);
    }

    private void add(
            UUID personId, @Nullable UUID actId, String command, NumberTask.Request request) {
        OffsetDateTime now = now();
        jdbc.sql(
                        """
                        insert into number_task (task_id, person_id, act_id, command, request,
                            state, created_at, next_at)
                        values (:task, :person, :act, :command, cast(:request as jsonb), 'OPEN',
                            :now, :now)
                        """)
                .param("task", UUID.randomUUID())
                .param("person", personId)
                .param("act", actId, Types.OTHER)
                .param("command", command)
                .param("request", json.writeValueAsString(request))
                .param("now", now)
                .update();
    }

    /** Whether a task of ours led to what id-number-service tells. */
    boolean isOurs(UUID requestId) {
        return jdbc.sql("select exists (select from number_task where task_id = :task)")
                .param("task", requestId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Takes tasks that are due, so that no other instance does meanwhile; the first of each person
     * only.
     *
     * @param lease after which another may try, should this instance die
     */
    List<NumberTask> take(Duration lease, int limit) {
        return jdbc.sql(
                        """
                        update number_task set attempts = attempts + 1, next_at = :until
                        where task_id in (
                            select task_id from number_task due
                            where state = 'OPEN' and next_at <= :now and not exists (
                                select from number_task earlier
                                where earlier.person_id = due.person_id
                                    and earlier.state = 'OPEN' and earlier.place < due.place)
                            order by next_at limit :limit for update skip locked)
                        returning task_id, person_id, act_id, command, request
                        """)
                .param("until", now().plus(lease))
                .param("now", now())
                .param("limit", limit)
                .query(this::task)
                .list();
    }

    /**
     * Whether id-number-service has still to be told or asked something about a person's number.
     */
    boolean hasOpen(UUID personId) {
        return jdbc.sql(
                        """
                        select exists (select from number_task
                            where person_id = :person and state = 'OPEN')
                        """)
                .param("person", personId)
                .query(Boolean.class)
                .single();
    }

    /** The number that the re-establishment of an act gave, if it was done. */
    Optional<PersonalIdNumber> reestablished(UUID actId) {
        return jdbc.sql(
                        """
                        select number from number_task
                        where act_id = :act and command = 'reestablish' and state = 'DONE'
                        """)
                .param("act", actId)
                .query(String.class)
                .optional()
                .map(PersonalIdNumber::new);
    }

    /**
     * Ends a task.
     *
     * @param given the number that it gave
     * @param problem why it was refused
     * @return whether it was open: whoever ends it takes the answer into the record
     */
    boolean end(NumberTask task, @Nullable PersonalIdNumber given, @Nullable String problem) {
        return jdbc.sql(
                                """
                                update number_task set state = :state, number = :number,
                                    problem = :problem, done_at = :now
                                where task_id = :task and state = 'OPEN'
                                """)
                        .param("state", problem == null ? "DONE" : "REFUSED")
                        .param("number", given == null ? null : given.digits(), Types.VARCHAR)
                        .param("problem", problem, Types.VARCHAR)
                        .param("now", now())
                        .param("task", task.taskId())
                        .update()
                == 1;
    }

    /** It could not be asked now. */
    void postpone(NumberTask task, String problem, Duration wait) {
        jdbc.sql(
                        """
                        update number_task set problem = :problem, next_at = :next
                        where task_id = :task and state = 'OPEN'
                        """)
                .param("problem", problem)
                .param("next", now().plus(wait))
                .param("task", task.taskId())
                .update();
    }

    /** How far what an act asked of id-number-service is: the task that is open or came last. */
    public Optional<Progress> progress(UUID actId) {
        return jdbc.sql(
                        """
                        select command, state, problem from number_task where act_id = :act
                        order by state = 'OPEN' desc, place desc limit 1
                        """)
                .param("act", actId)
                .query(Progress.class)
                .optional();
    }

    /**
     * @param state {@code OPEN}, {@code DONE} or {@code REFUSED}
     * @param problem why it was refused, or not answered the last time
     */
    public record Progress(String command, String state, @Nullable String problem) {}

    private NumberTask task(ResultSet row, int n) throws SQLException {
        return new NumberTask(
                row.getObject("task_id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getObject("act_id", UUID.class),
                row.getString("command"),
                json.readValue(row.getString("request"), NumberTask.Request.class));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
