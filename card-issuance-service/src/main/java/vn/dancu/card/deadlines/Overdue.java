package vn.dancu.card.deadlines;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vn.dancu.card.model.ProcessingStep;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;

/**
 * What is past its due date. Each lateness is told once: a few at a time, under row locks, so that
 * several instances share the work and a kill loses none.
 */
@Component
class Overdue {
    static final String TOPIC = "card.deadlines.v1";
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int AT_ONCE = 200;
    private static final int MAX_ROUNDS = 50;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Overdue(JdbcClient jdbc, Outbox outbox, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** {@code card.application-overdue.v1}. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record ApplicationOverdue(
            UUID applicationId,
            UUID personId,
            ProcessingStep step,
            Optional<String> unit,
            LocalDate dueOn) {}

    @Scheduled(fixedDelayString = "${dancu.card.deadlines.every:60s}")
    void tell() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Integer told = transactions.execute(status -> tellSome(today()));
            if (told == null || told < AT_ONCE) {
                return;
            }
        }
    }

    private int tellSome(LocalDate today) {
        List<ApplicationOverdue> late =
                jdbc.sql(
                                """
                                select d.person_id, d.application_id, d.step, d.unit, d.due_on
                                from application_deadline d
                                where d.met_on is null and d.told_at is null and d.due_on < :today
                                order by d.due_on, d.application_id
                                limit :limit
                                for update skip locked
                                """)
                        .param("today", today)
                        .param("limit", AT_ONCE)
                        .query((row, n) -> overdue(row))
                        .list();
        for (ApplicationOverdue one : late) {
            jdbc.sql(
                            """
                            update application_deadline set told_at = now()
                            where person_id = :person and application_id = :application
                              and step = :step
                            """)
                    .param("person", one.personId())
                    .param("application", one.applicationId())
                    .param("step", one.step().name())
                    .update();
            outbox.append(
                    new OutgoingEvent(
                            TOPIC,
                            one.applicationId().toString(),
                            "card.application-overdue.v1",
                            1,
                            one));
        }
        return late.size();
    }

    private static ApplicationOverdue overdue(ResultSet row) throws SQLException {
        return new ApplicationOverdue(
                row.getObject("application_id", UUID.class),
                row.getObject("person_id", UUID.class),
                ProcessingStep.valueOf(row.getString("step")),
                Optional.ofNullable(row.getString("unit")),
                row.getObject("due_on", LocalDate.class));
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    /**
     * What is late at one unit, the longest first.
     *
     * @param after the last id of the page before, which was due that day
     */
    List<ApplicationOverdue> page(
            String unit, Optional<LocalDate> since, Optional<UUID> after, int limit) {
        return jdbc.sql(
                        """
                        select d.person_id, d.application_id, d.step, d.unit, d.due_on
                        from application_deadline d
                        where d.unit = :unit and d.met_on is null and d.due_on < :today
                          and (:since::date is null
                            or (d.due_on, d.application_id) > (:since::date, :after::uuid))
                        order by d.due_on, d.application_id, d.step
                        limit :limit
                        """)
                .param("unit", unit)
                .param("today", today())
                .param("since", since.orElse(null), Types.DATE)
                .param("after", after.orElse(null), Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> overdue(row))
                .list();
    }

    /** How a unit kept its time limits for what was due in a period of at most a year. */
    List<Figures> figures(String unit, LocalDate from, LocalDate to) {
        return jdbc.sql(
                        """
                        select step,
                            count(*) filter (where met_on <= due_on) as on_time,
                            count(*) filter (where met_on > due_on) as late,
                            count(*) filter (where met_on is null and due_on < :today) as overdue,
                            count(*) filter (where met_on is null and due_on >= :today) as running
                        from application_deadline
                        where unit = :unit and due_on >= :from and due_on < :to
                        group by step
                        order by step
                        """)
                .param("unit", unit)
                .param("from", from)
                .param("to", to)
                .param("today", today())
                .query(
                        (row, n) ->
                                new Figures(
                                        ProcessingStep.valueOf(row.getString("step")),
                                        row.getLong("on_time"),
                                        row.getLong("late"),
                                        row.getLong("overdue"),
                                        row.getLong("running")))
                .list();
    }

    /**
     * @param onTime ended by its due date
     * @param late ended after it
     * @param overdue past it and not ended
     * @param running not ended, and not due yet
     */
    record Figures(ProcessingStep step, long onTime, long late, long overdue, long running) {}
}
