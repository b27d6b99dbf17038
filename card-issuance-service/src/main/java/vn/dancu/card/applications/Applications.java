package vn.dancu.card.applications;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import vn.dancu.card.cards.Production;
import vn.dancu.card.deadlines.Deadlines;
import vn.dancu.card.model.ApplicationEvent;
import vn.dancu.card.model.ApplicationState;
import vn.dancu.card.model.CardApplication;
import vn.dancu.card.model.CardApplication.Transition;
import vn.dancu.card.model.CardFacts;
import vn.dancu.card.model.CardKind;
import vn.dancu.card.model.CardReason;
import vn.dancu.card.model.CardRuleException;
import vn.dancu.card.model.Command;
import vn.dancu.card.model.Place;
import vn.dancu.card.model.ProcessingStep;
import vn.dancu.card.units.IssuingUnit;
import vn.dancu.platform.outbox.Outbox;
import vn.dancu.platform.outbox.OutgoingEvent;
import vn.dancu.platform.problem.ProblemException;

/** The applications in the database: the row, then its step, then its event, in one transaction. */
@Repository
public class Applications {
    static final String TOPIC = "card.applications.v1";

    /** With the officers of each filing: what each of them handed in is decided by another. */
    private static final String ROWS =
            """
            select a.*, array(
                select distinct s.officer from application_step s
                where s.person_id = a.person_id and s.application_id = a.application_id
                  and s.command in ('FILE', 'BOOK', 'RECEIVE', 'CHECK_DATA', 'CAPTURE',
                    'PRINT_FORM', 'SIGN_FORM', 'SETTLE_FEE', 'SUBMIT', 'RESUBMIT')) as filers
            from card_application a
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Outbox outbox;
    private final Deadlines deadlines;
    private final ApplicationEventPublisher listeners;

    Applications(
            JdbcClient jdbc,
            JsonMapper json,
            Outbox outbox,
            Deadlines deadlines,
            ApplicationEventPublisher listeners) {
        this.listeners = listeners;
        this.jdbc = jdbc;
        this.json = json;
        this.outbox = outbox;
        this.deadlines = deadlines;
    }

    /**
     * Stores a new application.
     *
     * @param how the first entry of its history: FILE, BOOK or RECEIVE
     * @throws ProblemException 409 {@code open_application_exists}
     */
    void file(ApplicationFile file, ApplicationEvent event, String how) {
        CardApplication filed = file.application();
        int rows =
                jdbc.sql(
                                """
                                insert into card_application (person_id, application_id, version,
                                    state, kind, reason, filed_by, filed_at, changed_at,
                                    province, district, commune, facts, features, portrait, unit,
                                    record_version, representative_id)
                                values (:person, :application, :version, :state, :kind, :reason,
                                    :filedBy, :filedAt, :filedAt, :province, :district, :commune,
                                    :facts::jsonb, :features, :portrait, :unit, :recordVersion,
                                    :representative)
                                on conflict do nothing
                                """)
                        .param("person", filed.personId())
                        .param("application", filed.applicationId())
                        .param("version", filed.version())
                        .param("state", filed.state().name())
                        .param("kind", filed.kind().name())
                        .param("reason", filed.reason().map(Enum::name).orElse(null), Types.VARCHAR)
                        .param("filedBy", filed.filedBy())
                        .param("filedAt", Timestamp.from(filed.filedAt()))
                        .param("province", file.residence().province())
                        .param("district", file.residence().district().orElse(null), Types.VARCHAR)
                        .param("commune", file.residence().commune().orElse(null), Types.VARCHAR)
                        .param("facts", json.writeValueAsString(file.facts()))
                        .param("features", file.features().orElse(null), Types.VARCHAR)
                        .param("portrait", file.portrait().orElse(null), Types.BINARY)
                        .param("unit", filed.unit().orElse(null), Types.VARCHAR)
                        .param("recordVersion", file.recordVersion().orElse(null), Types.BIGINT)
                        .param("representative", file.representative().orElse(null), Types.OTHER)
                        .update();
        if (rows == 0) {
            throw ProblemException.conflict(
                    "open_application_exists", "The person has an application under way.");
        }
        jdbc.sql(
                        """
                        insert into application_person (application_id, person_id)
                        values (:application, :person)
                        """)
                .param("application", filed.applicationId())
                .param("person", filed.personId())
                .update();
        note(filed, how, filed.filedBy(), Optional.empty());
        deadlines.follow(
                filed,
                switch (filed.state()) {
                    case SUBMITTED -> ProcessingStep.effectsOfFiling();
                    case RECEIVED -> ProcessingStep.effectsOf(Command.RECEIVE, filed.state());
                    default -> Map.of();
                },
                dayOf(filed));
        tell(filed, event);
    }

    /**
     * Stores a transition, guarded by the version it came from.
     *
     * @param officer who did it, or this service where an event did
     */
    public void store(
            Transition transition, Command command, String officer, Optional<String> note) {
        CardApplication after = transition.after();
        int rows =
                jdbc.sql(
                                """
                                update card_application
                                set version = :version, state = :state, filed_by = :filedBy,
                                    changed_at = :changedAt, card_id = :card, batch_id = :batch,
                                    parcel_id = :parcel
                                where person_id = :person and application_id = :application
                                  and version = :version - 1
                                """)
                        .param("version", after.version())
                        .param("state", after.state().name())
                        .param("filedBy", after.filedBy())
                        .param("changedAt", Timestamp.from(after.changedAt()))
                        .param("card", after.cardId().orElse(null), Types.OTHER)
                        .param("batch", after.batchId().orElse(null), Types.OTHER)
                        .param("parcel", after.parcelId().orElse(null), Types.OTHER)
                        .param("person", after.personId())
                        .param("application", after.applicationId())
                        .update();
        if (rows == 0) {
            throw CardRuleException.stale("the application has changed meanwhile");
        }
        note(after, command.name(), officer, note);
        deadlines.follow(after, ProcessingStep.effectsOf(command, after.state()), dayOf(after));
        tell(after, transition.event());
        listeners.publishEvent(new StepTaken(after, command));
    }

    private static LocalDate dayOf(CardApplication application) {
        return LocalDate.ofInstant(application.changedAt(), Production.ZONE);
    }

    /** What the record says now takes the place of what it said before, for another decision. */
    void refile(CardApplication application, RecordCheck.Checked now) {
        jdbc.sql(
                        """
                        update card_application
                        set facts = :facts::jsonb, record_version = :recordVersion,
                            province = case when unit is null then :province else province end,
                            district = case when unit is null then :district else district end,
                            commune = case when unit is null then :commune else commune end
                        where person_id = :person and application_id = :application
                        """)
                .param("facts", json.writeValueAsString(now.facts()))
                .param("recordVersion", now.recordVersion())
                .param("province", now.residence().province())
                .param("district", now.residence().district().orElse(null), Types.VARCHAR)
                .param("commune", now.residence().commune().orElse(null), Types.VARCHAR)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .update();
    }

    /** What was taken from the citizen takes the place of what was taken before. */
    void capture(
            CardApplication application, Optional<String> features, Optional<byte[]> portrait) {
        jdbc.sql(
                        """
                        update card_application set features = :features, portrait = :portrait
                        where person_id = :person and application_id = :application
                        """)
                .param("features", features.orElse(null), Types.VARCHAR)
                .param("portrait", portrait.orElse(null), Types.BINARY)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .update();
    }

    /** What lay open at a unit lies at its successor, where its officers may act on it. */
    int move(String unit, IssuingUnit successor) {
        return jdbc.sql(
                        """
                        update card_application
                        set unit = :successor, province = :province, district = :district,
                            commune = :commune
                        where unit = :unit
                          and state not in ('DELIVERED', 'UNDELIVERED', 'REFUSED', 'WITHDRAWN',
                              'STOPPED')
                        """)
                .param("unit", unit)
                .param("successor", successor.code())
                .param("province", successor.territory().province())
                .param("district", successor.territory().district().orElse(null), Types.VARCHAR)
                .param("commune", successor.territory().commune().orElse(null), Types.VARCHAR)
                .update();
    }

    private void note(
            CardApplication after, String command, String officer, Optional<String> note) {
        jdbc.sql(
                        """
                        insert into application_step (person_id, application_id, version, command,
                            state, at, officer, note)
                        values (:person, :application, :version, :command, :state, :at, :officer,
                            :note)
                        """)
                .param("person", after.personId())
                .param("application", after.applicationId())
                .param("version", after.version())
                .param("command", command)
                .param("state", after.state().name())
                .param("at", Timestamp.from(after.changedAt()))
                .param("officer", officer)
                .param("note", note.orElse(null), Types.VARCHAR)
                .update();
    }

    private void tell(CardApplication after, ApplicationEvent event) {
        String key = after.applicationId().toString();
        OutgoingEvent outgoing =
                switch (event) {
                    case ApplicationEvent.Filed filed ->
                            new OutgoingEvent(
                                    TOPIC,
                                    key,
                                    "card.application-filed.v1",
                                    after.version(),
                                    new ApplicationFiled(
                                            filed.applicationId(), filed.personId(), filed.kind()));
                    case ApplicationEvent.Changed changed ->
                            new OutgoingEvent(
                                    TOPIC,
                                    key,
                                    "card.application-changed.v1",
                                    after.version(),
                                    new ApplicationChanged(
                                            changed.applicationId(),
                                            changed.personId(),
                                            changed.command().name().toLowerCase(Locale.ROOT),
                                            after.state(),
                                            changed.cardId()));
                };
        outbox.append(outgoing);
    }

    public Optional<ApplicationFile> find(UUID applicationId) {
        return find(applicationId, "");
    }

    /** Locks the row until the end of the transaction: one command at a time. */
    public Optional<ApplicationFile> lock(UUID applicationId) {
        return find(applicationId, " for update");
    }

    private Optional<ApplicationFile> find(UUID applicationId, String locking) {
        return jdbc.sql("select person_id from application_person where application_id = :id")
                .param("id", applicationId)
                .query(UUID.class)
                .optional()
                .flatMap(
                        person ->
                                jdbc.sql(
                                                ROWS
                                                        + """
                                                        where a.person_id = :person
                                                          and a.application_id = :application
                                                        """
                                                        + locking)
                                        .param("person", person)
                                        .param("application", applicationId)
                                        .query((row, n) -> file(row))
                                        .optional());
    }

    /** The application under way of a person, locked; there is at most one. */
    public Optional<CardApplication> lockOpen(UUID personId) {
        return jdbc.sql(
                        ROWS
                                + """
                                where a.person_id = :person and a.state not in ('DELIVERED',
                                    'UNDELIVERED', 'REFUSED', 'WITHDRAWN', 'STOPPED')
                                for update
                                """)
                .param("person", personId)
                .query((row, n) -> application(row))
                .optional();
    }

    /**
     * Applications of a unit in a state, the oldest first, locked; those that others work on pass.
     */
    public List<CardApplication> lockAt(String unit, ApplicationState state, int limit) {
        return jdbc.sql(
                        ROWS
                                + """
                                where a.unit = :unit and a.state = :state
                                order by a.application_id
                                limit :limit
                                for update skip locked
                                """)
                .param("unit", unit)
                .param("state", state.name())
                .param("limit", limit)
                .query((row, n) -> application(row))
                .list();
    }

    /** The applications whose cards lie in a parcel, locked. */
    public List<CardApplication> lockIn(UUID parcelId) {
        return jdbc.sql(
                        ROWS
                                + """
                                where a.parcel_id = :parcel
                                order by a.application_id
                                for update
                                """)
                .param("parcel", parcelId)
                .query((row, n) -> application(row))
                .list();
    }

    /** What lies in a parcel, with what its cards say. */
    public List<ApplicationFile> in(UUID parcelId) {
        return jdbc.sql(
                        ROWS
                                + """
                                where a.parcel_id = :parcel
                                order by a.application_id
                                """)
                .param("parcel", parcelId)
                .query((row, n) -> file(row))
                .list();
    }

    List<Step> steps(CardApplication application) {
        return jdbc.sql(
                        """
                        select version, command, state, at, officer, note from application_step
                        where person_id = :person and application_id = :application
                        order by version
                        """)
                .param("person", application.personId())
                .param("application", application.applicationId())
                .query(
                        (row, n) ->
                                new Step(
                                        row.getInt("version"),
                                        row.getString("command"),
                                        ApplicationState.valueOf(row.getString("state")),
                                        row.getTimestamp("at").toInstant(),
                                        row.getString("officer"),
                                        Optional.ofNullable(row.getString("note"))))
                .list();
    }

    /**
     * A page of a work list in the order of filing.
     *
     * @param territory {@code VN} or the code of a unit
     * @param after the last id of the page before
     */
    List<CardApplication> page(
            ApplicationState state, String territory, Optional<UUID> after, int limit) {
        return jdbc.sql(
                        ROWS
                                + """
                                where a.state = :state
                                  and (:territory = 'VN' or a.province = :territory
                                    or a.district = :territory or a.commune = :territory)
                                  and (:after::uuid is null or a.application_id > :after::uuid)
                                order by a.application_id
                                limit :limit
                                """)
                .param("state", state.name())
                .param("territory", territory)
                .param("after", after.orElse(null), Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> application(row))
                .list();
    }

    private ApplicationFile file(ResultSet row) throws SQLException {
        return new ApplicationFile(
                application(row),
                new Place(
                        row.getString("province"),
                        Optional.ofNullable(row.getString("district")),
                        Optional.ofNullable(row.getString("commune")),
                        Optional.empty()),
                json.readValue(row.getString("facts"), CardFacts.class),
                Optional.ofNullable(row.getObject("record_version", Long.class)),
                Optional.ofNullable(row.getObject("representative_id", UUID.class)),
                Optional.ofNullable(row.getString("features")),
                Optional.ofNullable(row.getBytes("portrait")));
    }

    private static CardApplication application(ResultSet row) throws SQLException {
        return new CardApplication(
                row.getObject("application_id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getInt("version"),
                ApplicationState.valueOf(row.getString("state")),
                CardKind.valueOf(row.getString("kind")),
                Optional.ofNullable(row.getString("reason")).map(CardReason::valueOf),
                row.getString("filed_by"),
                Set.of((String[]) row.getArray("filers").getArray()),
                row.getTimestamp("filed_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                Optional.ofNullable(row.getString("unit")),
                Optional.ofNullable(row.getObject("card_id", UUID.class)),
                Optional.ofNullable(row.getObject("batch_id", UUID.class)),
                Optional.ofNullable(row.getObject("parcel_id", UUID.class)));
    }

    /** One entry of the history of an application. */
    record Step(
            int version,
            String command,
            ApplicationState state,
            Instant at,
            String officer,
            Optional<String> note) {}

    /** {@code card.application-filed.v1}. */
    record ApplicationFiled(UUID applicationId, UUID personId, CardKind kind) {}

    /** {@code card.application-changed.v1}. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record ApplicationChanged(
            UUID applicationId,
            UUID personId,
            String command,
            ApplicationState state,
            Optional<UUID> cardId) {}
}
