package vn.dancu.card.deadlines;

import java.sql.Types;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.PlaceCategory;
import vn.dancu.card.model.ProcessingStep;
import vn.dancu.card.model.ProcessingStep.Effect;
import vn.dancu.card.model.WorkingCalendar;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.card.units.IssuingUnits;

/** Sets and meets the due dates of applications, within the transaction of their steps. */
@Repository
public class Deadlines {
    private final JdbcClient jdbc;
    private final IssuingUnits units;
    private volatile Optional<WorkingCalendar> kept = Optional.empty();

    Deadlines(JdbcClient jdbc, IssuingUnits units) {
        this.jdbc = jdbc;
        this.units = units;
    }

    /** Does to the due dates of an application what a command does to them. */
    public void follow(
            CardApplication application, Map<ProcessingStep, Effect> effects, LocalDate day) {
        effects.forEach(
                (step, effect) -> {
                    switch (effect) {
                        case BEGINS -> begin(application, step, day);
                        case ENDS -> end(application, step, day);
                        case GOES_ON -> goOn(application, step);
                    }
                });
    }

    private void begin(CardApplication application, ProcessingStep step, LocalDate day) {
        Optional<IssuingUnit> unit = application.unit().flatMap(units::find);
        boolean atCentre = unit.filter(one -> one.level() == IssuingUnit.Level.CENTRE).isPresent();
        PlaceCategory place = unit.map(IssuingUnit::place).orElse(PlaceCategory.CITY);
        limit(step, place, application.kind() == CardKind.REISSUE, atCentre, day)
                .ifPresent(
                        days ->
                                jdbc.sql(
                                                """
                                                insert into application_deadline (person_id,
                                                    application_id, step, unit, began_on, due_on)
                                                values (:person, :application, :step, :unit,
                                                    :began, :due)
                                                on conflict (person_id, application_id, step)
                                                do update set unit = excluded.unit,
                                                    began_on = excluded.began_on,
                                                    due_on = excluded.due_on, met_on = null,
                                                    told_at = null
                                                """)
                                        .param("person", application.personId())
                                        .param("application", application.applicationId())
                                        .param("step", step.name())
                                        .param(
                                                "unit",
                                                application.unit().orElse(null),
                                                Types.VARCHAR)
                                        .param("began", day)
                                        .param("due", calendar().after(day, days))
                                        .update());
    }

    /** None before the first circular that sets one: then the total alone is limited. */
    private Optional<Integer> limit(
            ProcessingStep step,
            PlaceCategory place,
            boolean reissue,
            boolean atCentre,
            LocalDate day) {
        return jdbc.sql(
                        """
                        select working_days from time_limit
                        where step = :step and place = :place and reissue = :reissue
                          and at_centre = :atCentre and valid_from <= :day
                        order by valid_from desc
                        limit 1
                        """)
                .param("step", step.name())
                .param("place", place.name())
                .param("reissue", reissue)
                .param("atCentre", atCentre)
                .param("day", day)
                .query(Integer.class)
                .optional();
    }

    private void end(CardApplication application, ProcessingStep step, LocalDate day) {
        jdbc.sql(
                        """
                        update application_deadline set met_on = greatest(:day, began_on)
                        where person_id = :person and application_id = :application
                          and step = :step and met_on is null
                        """)
                .param("day", day)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .param("step", step.name())
                .update();
    }

    private void goOn(CardApplication application, ProcessingStep step) {
        jdbc.sql(
                        """
                        update application_deadline set met_on = null
                        where person_id = :person and application_id = :application
                          and step = :step
                        """)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .param("step", step.name())
                .update();
    }

    /** The due dates of one application. */
    public List<Due> of(UUID personId, UUID applicationId) {
        return jdbc.sql(
                        """
                        select step, began_on, due_on, met_on from application_deadline
                        where person_id = :person and application_id = :application
                        order by began_on, step
                        """)
                .param("person", personId)
                .param("application", applicationId)
                .query(
                        (row, n) ->
                                new Due(
                                        ProcessingStep.valueOf(row.getString("step")),
                                        row.getObject("began_on", LocalDate.class),
                                        row.getObject("due_on", LocalDate.class),
                                        Optional.ofNullable(
                                                row.getObject("met_on", LocalDate.class))))
                .list();
    }

    /**
     * @param metOn the day it ended, on time or late; none while it runs
     */
    public record Due(
            ProcessingStep step, LocalDate beganOn, LocalDate dueOn, Optional<LocalDate> metOn) {}

    /** What lies at a unit that ended lies at its successor. */
    public int move(String unit, String successor) {
        return jdbc.sql(
                        """
                        update application_deadline set unit = :successor
                        where unit = :unit and met_on is null
                        """)
                .param("unit", unit)
                .param("successor", successor)
                .update();
    }

    /** The calendar as it stands; read once, and again after a change or a minute. */
    public WorkingCalendar calendar() {
        return kept.orElseGet(this::readCalendar);
    }

    private WorkingCalendar readCalendar() {
        Set<LocalDate> off = new HashSet<>();
        Set<LocalDate> worked = new HashSet<>();
        jdbc.sql("select day, kind from calendar_day")
                .query(
                        row -> {
                            Set<LocalDate> days =
                                    row.getString("kind").equals("WORKED") ? worked : off;
                            days.add(row.getObject("day", LocalDate.class));
                        });
        WorkingCalendar calendar = new WorkingCalendar(off, worked);
        kept = Optional.of(calendar);
        return calendar;
    }

    /** Another instance may have changed it. */
    @Scheduled(fixedDelay = 60, initialDelay = 60, timeUnit = TimeUnit.SECONDS)
    void forget() {
        kept = Optional.empty();
    }
}
