package vn.dancu.idnumber.life;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vn.dancu.idnumber.ledger.IssuedNumber;
import vn.dancu.idnumber.model.LifeReason;
import vn.dancu.idnumber.model.NumberLife;
import vn.dancu.idnumber.model.NumberState;
import vn.dancu.kernel.PersonalIdNumber;

/** The rows of what became of numbers: many at once, each held until the transaction ends. */
@Component
class LifeBook {
    private static final Map<String, LifeReason> SUSPENSIONS =
            Map.of("merged", LifeReason.MERGED, "died", LifeReason.DIED);

    private final JdbcClient jdbc;

    LifeBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The current number of each item, whose rows are held, in one order for all callers. */
    Map<UUID, PersonalIdNumber> holdItems(Collection<UUID> items) {
        Map<UUID, PersonalIdNumber> numbers = new HashMap<>();
        jdbc.sql(
                        """
                        select item_id, number
                          from assignment
                         where item_id = any(cast(:items as uuid[]))
                         order by item_id
                           for update
                        """)
                .param("items", items.stream().map(UUID::toString).toArray(String[]::new))
                .query(
                        row -> {
                            numbers.put(
                                    row.getObject("item_id", UUID.class),
                                    IssuedNumber.read(row.getLong("number")));
                        });
        return numbers;
    }

    private record Row(PersonalIdNumber number, UUID owner, String origin, NumberState state) {}

    /** How those of the numbers stand that were ever issued. */
    Map<PersonalIdNumber, Standing> hold(Collection<PersonalIdNumber> numbers) {
        Long[] asked = longs(numbers);
        List<Row> rows =
                jdbc.sql(
                                """
                                select number, item_id, origin, state
                                  from number
                                 where number = any(:numbers)
                                 order by number
                                   for update
                                """)
                        .param("numbers", asked)
                        .query(
                                (row, index) ->
                                        new Row(
                                                IssuedNumber.read(row.getLong("number")),
                                                row.getObject("item_id", UUID.class),
                                                row.getString("origin"),
                                                NumberState.ofCode(row.getString("state"))))
                        .list();
        Map<PersonalIdNumber, Set<LifeReason>> suspensions = suspensionsOf(asked);
        Map<PersonalIdNumber, PersonalIdNumber> predecessors = predecessorsOf(asked);
        Map<PersonalIdNumber, Standing> standings = new HashMap<>();
        for (Row row : rows) {
            PersonalIdNumber predecessor = predecessors.get(row.number());
            NumberLife life =
                    new NumberLife(
                            row.state(),
                            suspensions.getOrDefault(row.number(), Set.of()),
                            row.origin().equals("registered"),
                            predecessor != null);
            standings.put(row.number(), new Standing(row.number(), row.owner(), life, predecessor));
        }
        return standings;
    }

    private Map<PersonalIdNumber, Set<LifeReason>> suspensionsOf(Long[] numbers) {
        Map<PersonalIdNumber, Set<LifeReason>> suspensions = new HashMap<>();
        jdbc.sql("select number, cause from suspension where number = any(:numbers)")
                .param("numbers", numbers)
                .query(
                        row -> {
                            LifeReason cause = SUSPENSIONS.get(row.getString("cause"));
                            if (cause != null) {
                                suspensions
                                        .computeIfAbsent(
                                                IssuedNumber.read(row.getLong("number")),
                                                number -> new HashSet<>())
                                        .add(cause);
                            }
                        });
        return suspensions;
    }

    private Map<PersonalIdNumber, PersonalIdNumber> predecessorsOf(Long[] numbers) {
        Map<PersonalIdNumber, PersonalIdNumber> predecessors = new HashMap<>();
        jdbc.sql(
                        """
                        select new_number, old_number
                          from succession
                         where new_number = any(:numbers) and annulled_at is null
                        """)
                .param("numbers", numbers)
                .query(
                        row -> {
                            predecessors.put(
                                    IssuedNumber.read(row.getLong("new_number")),
                                    IssuedNumber.read(row.getLong("old_number")));
                        });
        return predecessors;
    }

    /** How many steps each item has behind it. */
    Map<UUID, Integer> versionsOf(Collection<UUID> items) {
        Map<UUID, Integer> versions = new HashMap<>();
        jdbc.sql(
                        """
                        select item_id, max(version) as version
                          from life
                         where item_id = any(cast(:items as uuid[]))
                         group by item_id
                        """)
                .param("items", items.stream().map(UUID::toString).toArray(String[]::new))
                .query(
                        row -> {
                            versions.put(
                                    row.getObject("item_id", UUID.class), row.getInt("version"));
                        });
        return versions;
    }

    void setStates(Map<PersonalIdNumber, NumberState> states) {
        List<PersonalIdNumber> numbers = List.copyOf(states.keySet());
        jdbc.sql(
                        """
                        update number n set state = s.state
                          from unnest(:numbers, :states) s (number, state)
                         where n.number = s.number
                        """)
                .param("numbers", longs(numbers))
                .param("states", texts(numbers, number -> code(states, number)))
                .update();
    }

    private static String code(Map<PersonalIdNumber, NumberState> states, PersonalIdNumber number) {
        NumberState state = states.get(number);
        if (state == null) {
            throw new IllegalStateException("each number has its new state");
        }
        return state.code();
    }

    void suspend(Collection<PersonalIdNumber> numbers, LifeReason cause, Instant now) {
        jdbc.sql(
                        """
                        insert into suspension (number, cause, since)
                        select number, :cause, :now from unnest(:numbers) number
                        """)
                .param("cause", cause.code())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("numbers", longs(numbers))
                .update();
    }

    void lift(Collection<PersonalIdNumber> numbers, LifeReason cause) {
        jdbc.sql("delete from suspension where number = any(:numbers) and cause = :cause")
                .param("numbers", longs(numbers))
                .param("cause", cause.code())
                .update();
    }

    /** Whether the items' own numbers are cancelled, so that none is given by asking again. */
    void setCancelled(Collection<UUID> items, boolean cancelled) {
        jdbc.sql(
                        """
                        update assignment set cancelled = :cancelled
                         where item_id = any(cast(:items as uuid[]))
                        """)
                .param("cancelled", cancelled)
                .param("items", items.stream().map(UUID::toString).toArray(String[]::new))
                .update();
    }

    /** From now on the old number leads to the new one; why it is suspended goes with it. */
    void succeed(PersonalIdNumber old, PersonalIdNumber successor, UUID itemId, Instant now) {
        jdbc.sql(
                        """
                        insert into succession (old_number, new_number, item_id, since)
                        values (:old, :new, :item, :now)
                            on conflict (old_number, new_number)
                            do update set item_id = excluded.item_id, since = excluded.since,
                                annulled_at = null
                        """)
                .param("old", Long.valueOf(old.digits()))
                .param("new", Long.valueOf(successor.digits()))
                .param("item", itemId)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        moveSuspensions(old, successor);
    }

    /** The old number is the item's again. */
    void revert(PersonalIdNumber successor, PersonalIdNumber old, UUID itemId, Instant now) {
        jdbc.sql(
                        """
                        update succession set annulled_at = :now
                         where old_number = :old and new_number = :new
                        """)
                .param("old", Long.valueOf(old.digits()))
                .param("new", Long.valueOf(successor.digits()))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        moveSuspensions(successor, old);
        jdbc.sql("update assignment set number = :old where item_id = :item")
                .param("old", Long.valueOf(old.digits()))
                .param("item", itemId)
                .update();
    }

    /** The item's own number from now on. */
    void own(UUID itemId, PersonalIdNumber number) {
        jdbc.sql("update assignment set number = :number where item_id = :item")
                .param("number", Long.valueOf(number.digits()))
                .param("item", itemId)
                .update();
    }

    /** The number is another item's from now on. */
    void give(PersonalIdNumber number, UUID itemId) {
        jdbc.sql("update number set item_id = :item where number = :number")
                .param("item", itemId)
                .param("number", Long.valueOf(number.digits()))
                .update();
    }

    /**
     * The first number of an item.
     *
     * @throws org.springframework.dao.DuplicateKeyException if it got one in another transaction
     *     meanwhile: try again
     */
    void assign(UUID itemId, PersonalIdNumber number) {
        jdbc.sql("insert into assignment (item_id, number) values (:item, :number)")
                .param("item", itemId)
                .param("number", Long.valueOf(number.digits()))
                .update();
    }

    /** The item has no number, and is given one when it asks. */
    void disown(UUID itemId) {
        jdbc.sql("delete from assignment where item_id = :item").param("item", itemId).update();
    }

    /** Nothing suspends the number any more. */
    void forgetSuspensions(PersonalIdNumber number) {
        jdbc.sql("delete from suspension where number = :number")
                .param("number", Long.valueOf(number.digits()))
                .update();
    }

    private void moveSuspensions(PersonalIdNumber from, PersonalIdNumber to) {
        jdbc.sql("update suspension set number = :to where number = :from")
                .param("to", Long.valueOf(to.digits()))
                .param("from", Long.valueOf(from.digits()))
                .update();
    }

    /** Puts steps on record; they are never changed. */
    void record(List<LifeStep> steps, Cause by) {
        jdbc.sql(
                        """
                        insert into life (item_id, version, number, command, reason, state,
                            new_number, other_item_id, evidence, decision, proposed_by,
                            approved_by, request_id, at)
                        select item_id, version, number, :command, :reason, state, new_number,
                               other_item_id, :evidence, :decision, :proposedBy, :approvedBy,
                               :requestId, :at
                          from unnest(cast(:items as uuid[]), :versions, :numbers, :states,
                                      :newNumbers, cast(:others as uuid[]))
                               s (item_id, version, number, state, new_number, other_item_id)
                        """)
                .param("command", by.command())
                .param("reason", by.reason())
                .param("evidence", by.evidence())
                .param("decision", by.decision())
                .param("proposedBy", by.proposedBy())
                .param("approvedBy", by.approvedBy())
                .param("requestId", by.requestId())
                .param("at", by.at().atOffset(ZoneOffset.UTC))
                .param("items", texts(steps, step -> step.itemId().toString()))
                .param("versions", steps.stream().map(LifeStep::version).toArray(Integer[]::new))
                .param("numbers", longs(steps.stream().map(LifeStep::number).toList()))
                .param("states", texts(steps, step -> step.state().code()))
                .param("newNumbers", nullableLongs(steps))
                .param("others", others(steps))
                .update();
    }

    /** By whom, why and on which evidence. */
    record Cause(
            String command,
            String reason,
            String evidence,
            @Nullable String decision,
            String proposedBy,
            @Nullable String approvedBy,
            UUID requestId,
            Instant at) {}

    private static Long[] longs(Collection<PersonalIdNumber> numbers) {
        return numbers.stream().map(number -> Long.valueOf(number.digits())).toArray(Long[]::new);
    }

    private static @Nullable Long[] nullableLongs(List<LifeStep> steps) {
        List<@Nullable Long> values = new ArrayList<>();
        for (LifeStep step : steps) {
            PersonalIdNumber number = step.newNumber();
            values.add(number == null ? null : Long.valueOf(number.digits()));
        }
        return values.toArray(new Long[0]);
    }

    private static @Nullable String[] others(List<LifeStep> steps) {
        List<@Nullable String> values = new ArrayList<>();
        for (LifeStep step : steps) {
            UUID other = step.otherItemId();
            values.add(other == null ? null : other.toString());
        }
        return values.toArray(new String[0]);
    }

    private static <T> String[] texts(List<T> elements, Function<T, String> text) {
        return elements.stream().map(text).toArray(String[]::new);
    }
}
