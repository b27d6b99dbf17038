package vn.dancu.card.units;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import vn.dancu.card.model.Place;
import vn.dancu.platform.calls.CalleeRefusedException;
import vn.dancu.platform.calls.InternalCalls;
import vn.dancu.platform.calls.InternalClient;
import vn.dancu.platform.inbox.EventHandler;
import vn.dancu.platform.inbox.IncomingEvent;
import vn.dancu.platform.problem.ProblemException;

/**
 * Follows the administrative units: where one was merged into another, the issuing unit that worked
 * for it is succeeded by the one that works for the other. After a split an officer decides.
 */
@Component
class UnitChanges implements EventHandler {
    private static final Logger log = LoggerFactory.getLogger(UnitChanges.class);
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String LIST = "administrative-units";

    private final JdbcClient jdbc;
    private final IssuingUnits units;
    private final Successions successions;
    private final InternalClient population;
    private final Clock clock;

    UnitChanges(
            JdbcClient jdbc,
            IssuingUnits units,
            Successions successions,
            InternalCalls calls,
            Clock clock) {
        this.jdbc = jdbc;
        this.units = units;
        this.successions = successions;
        this.population = calls.to("population-service");
        this.clock = clock;
    }

    @Override
    public String name() {
        return "card-units";
    }

    @Override
    public String topic() {
        return "population.reference-data.v1";
    }

    @Override
    public Set<String> types() {
        return Set.of("population.reference-data-applied.v1");
    }

    @Override
    public void handle(IncomingEvent event) {
        if (!event.data().path("list").asString("").equals(LIST)) {
            return;
        }
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.sql(
                        """
                        insert into unit_review (edition_id, heard_at, due_at)
                        values (:edition, :now, :now)
                        on conflict do nothing
                        """)
                .param("edition", UUID.fromString(event.data().path("editionId").asString()))
                .param("now", now)
                .update();
    }

    /** Repeating it changes nothing, so a kill or two instances at once do no harm. */
    @Scheduled(fixedDelay = 2, initialDelay = 10, timeUnit = TimeUnit.SECONDS)
    void review() {
        Instant now = clock.instant();
        List<UUID> due =
                jdbc.sql(
                                """
                                update unit_review set due_at = :later
                                where edition_id in (select edition_id from unit_review
                                    where due_at <= :now for update skip locked)
                                returning edition_id
                                """)
                        .param("now", Timestamp.from(now))
                        .param("later", Timestamp.from(now.plusSeconds(60)))
                        .query(UUID.class)
                        .list();
        if (due.isEmpty()) {
            return;
        }
        try {
            units.standing().forEach(this::follow);
        } catch (ProblemException e) {
            log.warn("units could not be compared ({}); they are compared again", e.code());
            return;
        }
        for (UUID edition : due) {
            jdbc.sql("delete from unit_review where edition_id = :edition")
                    .param("edition", edition)
                    .update();
        }
    }

    private void follow(IssuingUnit unit) {
        // The centre and mobile teams are named, not derived from a unit.
        if (unit.level() == IssuingUnit.Level.CENTRE || unit.level() == IssuingUnit.Level.MOBILE) {
            return;
        }
        Optional<UnitOnTheWire> known = ask(unit.territoryCode());
        if (known.isEmpty() || !known.orElseThrow().hasEnded(today())) {
            return;
        }
        List<String> where = known.orElseThrow().today();
        if (where.size() != 1) {
            log.warn("unit {} was split; its successor has to be named", unit.code());
            return;
        }
        String territory = where.getFirst();
        IssuingUnit successor =
                units.standing().stream()
                        .filter(one -> one.territoryCode().equals(territory))
                        .filter(one -> one.level() == unit.level())
                        .findFirst()
                        .orElseGet(() -> created(unit, territory));
        successions.succeed(unit.code(), successor.code());
    }

    /** A unit that works for what the old one was merged into, of the same kind. */
    private IssuingUnit created(IssuingUnit like, String territory) {
        UnitOnTheWire wire =
                ask(territory)
                        .orElseThrow(
                                () ->
                                        ProblemException.conflict(
                                                "unit_unknown", "The successor is not known."));
        String prefix = like.code().substring(0, like.code().indexOf('-') + 1);
        IssuingUnit created =
                new IssuingUnit(
                        prefix + territory,
                        "Công an " + wire.unit().fullName(),
                        like.level(),
                        like.place(),
                        placeOf(wire.unit(), like),
                        Optional.of(today()),
                        Optional.empty(),
                        Optional.empty());
        units.put(created);
        return created;
    }

    private static Place placeOf(Version unit, IssuingUnit like) {
        String parent = unit.parent() == null ? unit.code() : unit.parent();
        return switch (unit.code().length()) {
            case 2 -> new Place(unit.code(), Optional.empty(), Optional.empty(), Optional.empty());
            case 3 ->
                    new Place(parent, Optional.of(unit.code()), Optional.empty(), Optional.empty());
            default ->
                    new Place(
                            parent.length() == 2 ? parent : like.territory().province(),
                            parent.length() == 3 ? Optional.of(parent) : Optional.empty(),
                            Optional.of(unit.code()),
                            Optional.empty());
        };
    }

    private Optional<UnitOnTheWire> ask(String code) {
        try {
            return Optional.of(
                    population.get(
                            "/internal/population/v1/administrative-units/{code}",
                            UnitOnTheWire.class,
                            code));
        } catch (CalleeRefusedException e) {
            return Optional.empty();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    /** The part of {@code contracts/population/administrative-unit.schema.json} that is needed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record UnitOnTheWire(Version unit, List<String> today) {
        boolean hasEnded(LocalDate day) {
            LocalDate end = unit.validTo();
            return end != null && !day.isBefore(end);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Version(
            String code, String fullName, @Nullable String parent, @Nullable LocalDate validTo) {}
}
